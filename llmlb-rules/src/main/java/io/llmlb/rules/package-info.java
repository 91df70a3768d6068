/** Routing rules on the request body, decided in Java exactly as the iRule decides them on BIG-IP. */
@NullMarked
package io.llmlb.rules;

import org.jspecify.annotations.NullMarked;
