package io.llmlb.app.demo;

import java.time.Duration;

/**
 * What somebody wants to see.
 *
 * @param duration of the traffic
 * @param seed of the servers' jitter and of the requests
 * @param port of the status page; 0 for a free one
 */
public record DemoOptions(Duration duration, long seed, int port) {}
