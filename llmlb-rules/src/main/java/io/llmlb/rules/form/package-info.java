/** Rule sets as files: the text of a BIG-IP configuration and the JSON of its REST API. */
@NullMarked
package io.llmlb.rules.form;

import org.jspecify.annotations.NullMarked;
