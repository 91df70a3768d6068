/** Requests with their arrival times and lengths. */
@NullMarked
package io.llmlb.sim.model.trace;

import org.jspecify.annotations.NullMarked;
