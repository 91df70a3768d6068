/** Everything embedded: servers, BIG-IP, traffic and controller, to see in a minute what llmlb does. */
@NullMarked
package io.llmlb.app.demo;

import org.jspecify.annotations.NullMarked;
