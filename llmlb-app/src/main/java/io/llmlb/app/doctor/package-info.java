/** A read-only look at everything that the configuration names, before a controller runs. */
@NullMarked
package io.llmlb.app.doctor;

import org.jspecify.annotations.NullMarked;
