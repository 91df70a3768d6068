/** A BIG-IP as a model: its configuration, and how it chooses a member for each connection or request. */
@NullMarked
package io.llmlb.sim.model.bigip;

import org.jspecify.annotations.NullMarked;
