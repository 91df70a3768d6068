/** The llmlb controller as a program. */
@NullMarked
package io.llmlb.app;

import org.jspecify.annotations.NullMarked;
