package io.llmlb.core.act;

/**
 * What a load balancer says that it has sent to a member since it began to count. Counts that fall were begun anew.
 *
 * @param requests HTTP requests
 * @param connections connections opened to the member; equal to {@code requests} where each request has its own
 * @param open connections open now, idle ones that are kept for reuse among them
 */
public record MemberTraffic(long requests, long connections, long open) {}
