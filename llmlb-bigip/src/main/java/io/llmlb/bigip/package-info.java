/** A client for iControl REST; {@link io.llmlb.bigip.BigIp} is the way in. */
@NullMarked
package io.llmlb.bigip;

import org.jspecify.annotations.NullMarked;
