package io.llmlb.bigip;

/**
 * Who declares a partition through AS3, and so resets or removes at its next post what others put there.
 *
 * @param tenant the partition
 * @param cis whether F5 Container Ingress Services (CIS) posts the declaration, rather than a person or a pipeline
 */
public record Owner(String tenant, boolean cis) {
    /** Such as {@code CIS declares partition vllm by AS3}. */
    @Override
    public String toString() {
        return (cis ? "CIS declares partition " + tenant + " by AS3" : "AS3 declares partition " + tenant);
    }
}
