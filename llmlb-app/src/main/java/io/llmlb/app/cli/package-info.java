/** The commands. */
@NullMarked
package io.llmlb.app.cli;

import org.jspecify.annotations.NullMarked;
