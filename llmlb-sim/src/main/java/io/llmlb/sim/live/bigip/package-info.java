/** A BIG-IP: its management interface and its virtual servers. */
@NullMarked
package io.llmlb.sim.live.bigip;

import org.jspecify.annotations.NullMarked;
