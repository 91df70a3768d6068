/** Rule sets in files and on BIG-IPs: read in any form, tested, compared, pushed and pulled. */
@NullMarked
package io.llmlb.app.rules;

import org.jspecify.annotations.NullMarked;
