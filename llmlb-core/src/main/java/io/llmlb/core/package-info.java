/**
 * The words every module speaks: pools, members, endpoints, and how things fail.
 *
 * <p>The control flow itself is in the rooms below: {@code observe} (samples in), {@code decide} (weights),
 * {@code guard} (distrust), {@code act} (what the device holds and is told) and {@code control} (one loop per pool).
 */
@NullMarked
package io.llmlb.core;

import org.jspecify.annotations.NullMarked;
