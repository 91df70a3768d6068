/** What the program tells of itself. */
@NullMarked
package io.llmlb.app.status;

import org.jspecify.annotations.NullMarked;
