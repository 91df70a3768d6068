/** Distrust, in small pieces: each guard does one thing, is named in the reasons, and has a property test. */
@NullMarked
package io.llmlb.core.guard;

import org.jspecify.annotations.NullMarked;
