package io.llmlb.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.endtoend.RawIControl;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.Trust;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of pools in which ratios cannot do what they should. No server is there to be asked for metrics. */
class PoolFindingsTest {
    private static final String PLACE = "pool /vllm/Shared/llm_pool on lab";
    private static final String FRONT = "/Common/front";

    @TempDir
    private Path directory;

    private Ward ward;

    @BeforeEach
    void start() {
        BigIpEmulator emulator = BigIpEmulator.builder()
                .management(ManagementOptions.DEFAULT.withAs3Gap(Duration.ZERO))
                .guest("guest", "guest-pw")
                .start();
        ward = Ward.bare(directory, emulator);
    }

    @AfterEach
    void stop() throws Exception {
        ward.close();
    }

    private void pool(String mode, Member... members) {
        ward.bigIp.addPool(new Pool(Ward.POOL, mode, List.of(members)));
    }

    private static Member member(int port) {
        return Member.of("vllm", "127.0.0.1", port);
    }

    private void front(String... profiles) {
        Map<String, String> attached = new LinkedHashMap<>();
        for (String profile : profiles) {
            attached.put("/Common/" + profile.replace("-", ""), profile);
        }
        ward.bigIp.addVirtualServer(
                VirtualServer.of(FRONT, "127.0.0.1", 0, Ward.POOL).withProfiles(attached));
    }

    @Test
    void aPoolThatIsNotThereFailsAndWhatNeedsItIsSkipped() throws Exception {
        assertThat(ward.examine(PLACE, "pool"))
                .containsExactly(new Finding(
                        "pool",
                        PLACE,
                        Verdict.FAILED,
                        "there is no such pool, or this user cannot see it",
                        "Check its full path; llmlb run waits for it to come"));
        assertThat(ward.lines(PLACE, "mode")).containsExactly("skipped the pool was not read");
        assertThat(ward.lines(PLACE, "hold")).containsExactly("ok none");
        assertThat(ward.lines("metrics", "members")).containsExactly("skipped the pool's members are not known");
    }

    @Test
    void membersThatTakeNoTrafficAreNamed() throws Exception {
        pool("ratio-member");
        assertThat(ward.lines(PLACE, "members")).containsExactly("failed there is none");
        ward.bigIp.removePool(Ward.POOL);
        pool("ratio-member", member(1), member(2), member(3));
        ward.bigIp.health(Ward.POOL, "/vllm/127.0.0.1:1", Member.Health.DOWN);
        Pool pool = ward.bigIp.pool(Ward.POOL).orElseThrow();
        pool.configure("/vllm/127.0.0.1:2", member -> member.withEnabled(false));
        assertThat(ward.lines(PLACE, "members"))
                .containsExactly("warning 3 in all, 1 down (127.0.0.1:1), 1 disabled (127.0.0.1:2)");
        ward.bigIp.health(Ward.POOL, "/vllm/127.0.0.1:3", Member.Health.DOWN);
        assertThat(ward.lines(PLACE, "members"))
                .containsExactly("failed 3 in all, 2 down (127.0.0.1:1, 127.0.0.1:3), 1 disabled (127.0.0.1:2)");
    }

    @Test
    void aSingleMemberIsNothingToBalance() throws Exception {
        pool("ratio-member", member(1));
        assertThat(ward.lines(PLACE, "members"))
                .containsExactly("info 1, available: with a single one there is nothing to balance");
    }

    @Test
    void nodePortsAreAWarning() throws Exception {
        pool("ratio-member", member(29999), member(30000), member(32767), member(32768));
        assertThat(ward.examine(PLACE, "members"))
                .contains(new Finding(
                        "members",
                        PLACE,
                        Verdict.WARNING,
                        "127.0.0.1:30000, 127.0.0.1:32767 look like NodePorts, by their numbers (30000-32767): any server may"
                                + " answer behind one, so a ratio steers nothing",
                        "Let BIG-IP talk to each server itself: in CIS, pool-member-type cluster instead of nodeport"));
    }

    @ParameterizedTest
    @CsvSource({
        "round-robin, run, failed round-robin ignores ratios",
        "least-connections-member, run, failed least-connections-member ignores ratios",
        "round-robin, dry-run, warning round-robin ignores ratios",
        "round-robin, neutral, 'info round-robin ignores ratios, which are all held at 1'",
        "ratio-least-connections-member, run, 'ok ratio-least-connections-member, strategy auto: capacity-trim'",
        "ratio-member, neutral, ok ratio-member; every ratio is held at 1",
        "ratio-session, run, 'ok ratio-session, strategy auto: water-filling'"
    })
    void theModeDecidesWhetherRatiosCount(String mode, String wanted, String line) throws Exception {
        pool(mode, member(1), member(2));
        ward.poolOptions = ", mode: " + wanted;
        assertThat(ward.lines(PLACE, "mode")).containsExactly(line);
    }

    @Test
    void aPoolThatNothingLeadsToIsAWarning() throws Exception {
        pool("ratio-member", member(1), member(2));
        assertThat(ward.lines(PLACE, "entrance"))
                .containsExactly("warning no virtual server leads here that this user can see");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp http one-connect | ok virtual server /Common/front has HTTP and OneConnect profiles, and no persistence",
                "tcp http | warning virtual server /Common/front has no OneConnect profile: ratios count per connection, and"
                        + " all requests of a client's connection go to one member",
                "tcp | warning virtual server /Common/front has no HTTP profile: connections are balanced, and requests are"
                        + " not even seen"
            })
    void profilesDecideWhatIsBalanced(String profiles, String line) throws Exception {
        pool("ratio-member", member(1), member(2));
        front(profiles.split(" ", -1));
        assertThat(ward.lines(PLACE, "entrance")).containsExactly(line);
    }

    @Test
    void persistenceIsAWarning() throws Exception {
        pool("ratio-member", member(1), member(2));
        front("tcp", "http", "one-connect");
        new RawIControl(ward.url, ward.bigIp.user(), ward.password)
                .patch("/mgmt/tm/ltm/virtual/~Common~front", "{\"persist\":[{\"name\":\"cookie\"}]}");
        assertThat(ward.lines(PLACE, "entrance"))
                .containsExactly(
                        "warning virtual server /Common/front has persistence cookie, which overrides ratios for"
                                + " returning clients");
    }

    @Test
    void anIruleOfOtherPeopleMaySelectThePool() throws Exception {
        pool("ratio-member", member(1), member(2));
        ward.bigIp.addVirtualServer(VirtualServer.of(FRONT, "127.0.0.1", 0, Ward.POOL)
                .withPool(Optional.empty())
                .withRules(List.of("/Common/theirs")));
        assertThat(ward.lines(PLACE, "entrance"))
                .containsExactly(
                        "ok virtual server /Common/front, whose iRule may select this pool, has HTTP and OneConnect"
                                + " profiles, and no persistence");
    }

    @Test
    void whoDeclaresThePartitionIsTold() throws Exception {
        assertThat(ward.bigIp.declare("""
                        {"class":"ADC","vllm":{"class":"Tenant","remark":"Auto-generated by CIS","Shared":{
                         "class":"Application","llm_pool":{"class":"Pool","loadBalancingMode":"ratio-member",
                         "members":[{"servicePort":80,"serverAddresses":["127.0.0.1","127.0.0.2"]}]}}}}
                        """)).startsWith("200 ");
        assertThat(ward.examine(PLACE, "owner"))
                .containsExactly(new Finding(
                        "owner",
                        PLACE,
                        Verdict.INFO,
                        "CIS declares partition vllm by AS3: a post that changes the partition resets ratios to 1 and"
                                + " re-creates members of other ratios; llmlb sets them again",
                        "Before a planned change: llmlb neutral --hold 10m"));
    }

    @Test
    void aHoldInForceIsAWarningAndOneThatEndedIsNone() throws Exception {
        pool("ratio-member", member(1), member(2));
        Instant until = Instant.parse("2199-01-01T00:00:00Z");
        try (BigIp client = BigIp.builder(ward.url)
                .user(ward.bigIp.user())
                .password(ward.password)
                .trust(Trust.certificateSha256(ward.bigIp.certSha256()))
                .build()) {
            client.holds().place(List.of(Ward.POOL), until, "ann@ops");
            assertThat(ward.lines(PLACE, "hold"))
                    .containsExactly("warning controllers leave the pool alone until " + until + ", as ann@ops asked");
            client.holds().place(List.of(Ward.POOL), Instant.EPOCH, "ann@ops");
            assertThat(ward.lines(PLACE, "hold")).containsExactly("ok none");
        }
    }
}
