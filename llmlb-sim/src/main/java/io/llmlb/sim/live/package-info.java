/** HTTP emulators, driven by real time. */
@NullMarked
package io.llmlb.sim.live;

import org.jspecify.annotations.NullMarked;
