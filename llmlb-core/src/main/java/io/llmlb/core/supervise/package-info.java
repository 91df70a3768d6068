/**
 * Do no harm: a supervisor that knows nothing of the strategy, sees what it put in force and what became of it, and
 * takes over when that is worse than shares by capacity; and a check whether ratios have the effect that they should have.
 */
@NullMarked
package io.llmlb.core.supervise;

import org.jspecify.annotations.NullMarked;
