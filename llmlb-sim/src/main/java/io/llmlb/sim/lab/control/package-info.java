/** What a controller sees and does in a simulation, with the delays that it has: scraped metrics, and a pool behind iControl. */
@NullMarked
package io.llmlb.sim.lab.control;

import org.jspecify.annotations.NullMarked;
