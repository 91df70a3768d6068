@NullMarked
package io.llmlb.rules.irule;

import org.jspecify.annotations.NullMarked;
