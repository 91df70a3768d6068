/** Metrics of vLLM servers, from Prometheus or from the servers themselves. */
@NullMarked
package io.llmlb.prometheus;

import org.jspecify.annotations.NullMarked;
