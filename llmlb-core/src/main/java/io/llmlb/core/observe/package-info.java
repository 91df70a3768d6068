/** What is known of the servers: signals, raw samples with their own times, and what can be computed from them. */
@NullMarked
package io.llmlb.core.observe;

import org.jspecify.annotations.NullMarked;
