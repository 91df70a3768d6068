/** What the load balancer holds and what it is told. */
@NullMarked
package io.llmlb.core.act;

import org.jspecify.annotations.NullMarked;
