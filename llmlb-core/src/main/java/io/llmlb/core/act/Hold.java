package io.llmlb.core.act;

import io.llmlb.core.PoolName;
import java.time.Instant;

/**
 * A person's word that no controller is to touch a pool for a while, kept where every controller of the pool sees it.
 *
 * @param pool which pool
 * @param until when it ends by itself
 * @param by who asked for it, for people to read
 */
public record Hold(PoolName pool, Instant until, String by) {}
