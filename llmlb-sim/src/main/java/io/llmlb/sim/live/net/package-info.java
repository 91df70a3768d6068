/** What the emulators share of Vert.x: clients, servers that stop and start, resets. For this module only. */
@NullMarked
package io.llmlb.sim.live.net;

import org.jspecify.annotations.NullMarked;
