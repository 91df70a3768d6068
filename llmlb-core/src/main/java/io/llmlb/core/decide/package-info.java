/** Weights from observations: the strategies, and the one place that turns weights into ratios. */
@NullMarked
package io.llmlb.core.decide;

import org.jspecify.annotations.NullMarked;
