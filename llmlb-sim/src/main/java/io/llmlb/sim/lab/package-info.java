/** The laboratory: the models driven by jumping from event to event. No sockets, no clocks. */
@NullMarked
package io.llmlb.sim.lab;

import org.jspecify.annotations.NullMarked;
