package io.llmlb.bigip;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.WriteReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pools of one BIG-IP. Writes nothing but the {@code ratio} of single members: a PUT would reset what it does not
 * name, and a PATCH of the pool's members would delete a member that was added meanwhile.
 */
final class Pools implements PoolDevice {
    private final Line line;
    private final Holds holds;
    private final PartitionReader partitions;

    private final Supplier<Optional<String>> standby;

    Pools(Line line, Holds holds, Supplier<Optional<String>> standby) {
        this.line = line;
        this.holds = holds;
        this.standby = standby;
        this.partitions = new PartitionReader(line);
    }

    @Override
    public PoolState read(PoolName pool) {
        return line.inOneTurn(
                ResourcePath.pool(pool), () -> partitions.read(pool).orElseGet(() -> PoolReader.read(line, pool)));
    }

    @Override
    public Map<MemberId, MemberTraffic> traffic(PoolName pool) {
        return TrafficReader.read(line, pool);
    }

    @Override
    public Optional<PoolUse> use(PoolName pool) {
        return Optional.of(new PoolUseReader(line).read(pool));
    }

    @Override
    public Optional<Hold> hold(PoolName pool) {
        return holds.find(pool);
    }

    @Override
    public Optional<String> standby() {
        return standby.get();
    }

    @Override
    public boolean hasTime() {
        return line.lane().hasTime();
    }

    @Override
    public Optional<String> limit() {
        return line.lane().limit();
    }

    @Override
    public WriteReport write(PoolState state, List<MemberShare> shares) {
        return new PoolWrite(line, partitions, standby, state, shares).send();
    }
}
