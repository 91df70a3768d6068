/** Who chooses the member: the pool by itself, the pool under control, or somebody who sees each request. */
@NullMarked
package io.llmlb.sim.lab.policy;

import org.jspecify.annotations.NullMarked;
