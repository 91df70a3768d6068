/** The BIG-IP's management interface, iControl REST. For this module only. */
@NullMarked
package io.llmlb.sim.live.icontrol;

import org.jspecify.annotations.NullMarked;
