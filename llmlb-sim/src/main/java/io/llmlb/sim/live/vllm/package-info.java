/** vLLM servers over HTTP, in real time. */
@NullMarked
package io.llmlb.sim.live.vllm;

import org.jspecify.annotations.NullMarked;
