/** The laboratory as a command: what to run, read from options and files, and what came out, as people and programs read it. */
@NullMarked
package io.llmlb.app.simulate;

import org.jspecify.annotations.NullMarked;
