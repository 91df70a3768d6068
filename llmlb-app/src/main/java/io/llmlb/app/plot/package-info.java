/** Pictures and the folders that they are put in. */
@NullMarked
package io.llmlb.app.plot;

import org.jspecify.annotations.NullMarked;
