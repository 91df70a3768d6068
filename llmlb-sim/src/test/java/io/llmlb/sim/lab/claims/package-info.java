/** What is claimed of the strategies, as data: measured by {@code ./strategies}, a small part of it held by a test. */
@NullMarked
package io.llmlb.sim.lab.claims;

import org.jspecify.annotations.NullMarked;
