/** Runs of a scenario under a policy, and what is measured of them. */
@NullMarked
package io.llmlb.sim.lab.experiment;

import org.jspecify.annotations.NullMarked;
