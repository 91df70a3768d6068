/** A vLLM server: scheduler, step times, KV cache, front end and metrics. */
@NullMarked
package io.llmlb.sim.model.vllm;

import org.jspecify.annotations.NullMarked;
