/** Which metrics of vLLM carry which signal, and the sources of metrics that read them. */
@NullMarked
package io.llmlb.prometheus.vllm;

import org.jspecify.annotations.NullMarked;
