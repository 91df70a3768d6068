package io.llmlb.sim.lab.scenario;

import java.time.Duration;

/**
 * Where a scenario plays: what it can do to the servers, the pool and the metrics. Servers are counted from 0, those that
 * join behind those that are there from the start.
 */
public interface Stage {
    /** Makes every step of a server so many times as long as its profile says. */
    void slow(int server, double factor);

    /** Adds the next server that is to join to the pool, idle. */
    void join();

    /** Takes a server out of the pool; its requests go on. */
    void leave(int server);

    /** Loses a server with all its requests; it is back after a while, with all counters at 0. */
    void restart(int server, Duration away);

    /** AS3 posts its declaration: members whose ratio is not 1 are gone for half a second and come back with 1. */
    void redeclare();

    /** Whether a server is scraped. */
    void scraped(int server, boolean now);

    /** Has a server's page of metrics stand still though it is scraped, or move again. */
    void frozen(int server, boolean now);

    /** Whether queries to Prometheus fail. */
    void outage(boolean now);
}
