/** A client for iControl REST: login, pools, members, ratios. One {@link io.llmlb.core.act.PoolDevice} on top. */
@NullMarked
package io.llmlb.bigip;

import org.jspecify.annotations.NullMarked;
