package io.llmlb.core.act;

import io.llmlb.core.MemberId;

/**
 * One member as the device shows it.
 *
 * @param id who it is
 * @param path the device's own name for it, for example {@code /vllm/10.1.2.3:8000}; its partition may differ from the
 *     pool's
 * @param ratio the ratio in force now, as the device reports it; 0 is possible, since AS3 can declare it
 * @param availability whether it gets new traffic
 */
public record PoolMember(MemberId id, String path, int ratio, Availability availability) {}
