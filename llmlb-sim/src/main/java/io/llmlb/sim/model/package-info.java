/**
 * Models of a vLLM server and of BIG-IP's ratio load balancing. Pure: no input or output, no threads, no clock. Time is
 * a {@code long} of nanoseconds that the caller passes in, and the same seed gives the same run; so a server on real
 * time and a simulation that jumps from event to event use the same code.
 */
@NullMarked
package io.llmlb.sim.model;

import org.jspecify.annotations.NullMarked;
