/** What happens in an experiment: which servers, which traffic, and what goes wrong. */
@NullMarked
package io.llmlb.sim.lab.scenario;

import org.jspecify.annotations.NullMarked;
