/** The iRule that decides on BIG-IP what rule sets decide in Java. */
@NullMarked
package io.llmlb.rules.irule;

import org.jspecify.annotations.NullMarked;
