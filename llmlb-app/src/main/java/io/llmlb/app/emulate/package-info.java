/** The file that says what {@code llmlb emulate} is to start. Needs the simulator. */
@NullMarked
package io.llmlb.app.emulate;

import org.jspecify.annotations.NullMarked;
