/** Emulators that listen on sockets and run in real time: vLLM servers, a BIG-IP, a cluster of both, and traffic. */
@NullMarked
package io.llmlb.sim.live;

import org.jspecify.annotations.NullMarked;
