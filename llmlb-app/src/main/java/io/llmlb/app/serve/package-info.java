/** Metrics, health and status over HTTP, to be read only. */
@NullMarked
package io.llmlb.app.serve;

import org.jspecify.annotations.NullMarked;
