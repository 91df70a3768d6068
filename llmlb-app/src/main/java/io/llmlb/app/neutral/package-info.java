/** Every member back to ratio 1. */
@NullMarked
package io.llmlb.app.neutral;

import org.jspecify.annotations.NullMarked;
