/** The controller's own metrics, for Prometheus. */
@NullMarked
package io.llmlb.app.metrics;

import org.jspecify.annotations.NullMarked;
