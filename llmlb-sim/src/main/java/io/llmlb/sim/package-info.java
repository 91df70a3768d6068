/** Emulators of vLLM servers and of a BIG-IP, for tests, demonstrations and benchmarks. */
@NullMarked
package io.llmlb.sim;

import org.jspecify.annotations.NullMarked;
