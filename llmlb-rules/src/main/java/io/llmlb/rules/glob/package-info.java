/** Patterns as Tcl's {@code string match} reads them, matched in linear time. */
@NullMarked
package io.llmlb.rules.glob;

import org.jspecify.annotations.NullMarked;
