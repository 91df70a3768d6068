/** Rule sets in files: read in any form, tested, compared. */
@NullMarked
package io.llmlb.app.rules;

import org.jspecify.annotations.NullMarked;
