package io.llmlb.core.observe;

import io.llmlb.core.MemberId;
import java.util.Set;

/**
 * Where samples come from: Prometheus, the servers themselves, or a simulator. Delivers raw samples with their own
 * times and computes nothing. Implementations bound every call in time and may be used by one loop at a time.
 */
public interface MetricsSource {
    /**
     * What is known of these members now.
     *
     * @param members the members of the pool
     * @param needs which signals, and how far back
     * @return samples for some or all of {@code members}; a member without samples is simply missing
     * @throws io.llmlb.core.LlmlbException when nothing could be learned
     */
    Observation observe(Set<MemberId> members, Needs needs);
}
