/** One loop per pool: observe, decide, act; and the controller that runs many of them. */
@NullMarked
package io.llmlb.core.control;

import org.jspecify.annotations.NullMarked;
