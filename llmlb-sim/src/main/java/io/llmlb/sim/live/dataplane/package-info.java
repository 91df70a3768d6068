/** The BIG-IP's traffic: virtual servers and health monitors. For this module only. */
@NullMarked
package io.llmlb.sim.live.dataplane;

import org.jspecify.annotations.NullMarked;
