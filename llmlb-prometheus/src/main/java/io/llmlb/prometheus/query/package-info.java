/** Asking a Prometheus server, or Thanos, in PromQL. */
@NullMarked
package io.llmlb.prometheus.query;

import org.jspecify.annotations.NullMarked;
