package com.example;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.Trust;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;

/**
 * Lists the members of a pool; with a member too, drains it: it gets nothing new, and this waits until its connections are
 * closed. Usage: Drain BIG-IP USER POOL [MEMBER SECONDS | MEMBER back], the password and the certificate's fingerprint in the
 * environment variables BIGIP_PASS and BIGIP_CERT_SHA256.
 */
public final class Drain {
    private Drain() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 3 && arguments.length != 5) {
            System.err.println("usage: Drain BIG-IP USER POOL [MEMBER SECONDS | MEMBER back]");
            System.exit(2);
        }
        try (BigIp bigIp = BigIp.builder(arguments[0])
                .user(arguments[1])
                .password(() -> System.getenv("BIGIP_PASS").toCharArray())
                .trust(Trust.certificateSha256(System.getenv("BIGIP_CERT_SHA256")))
                .build()) {
            PoolName pool = new PoolName(arguments[2]);
            PoolState state = bigIp.pools().read(pool);
            if (arguments.length == 3) {
                for (PoolMember member : state.members()) {
                    System.out.println(member.id() + "  ratio " + member.ratio() + "  " + member.availability());
                }
                return;
            }
            PoolMember member = state.members().stream()
                    .filter(each -> each.id().toString().equals(arguments[3]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(pool + " has no member " + arguments[3]));
            if (arguments[4].equals("back")) {
                bigIp.members().enable(pool, member);
                System.out.println(member.id() + " gets requests again");
            } else {
                drain(bigIp, pool, member, Integer.parseInt(arguments[4]));
            }
        } catch (BigIpException | IllegalArgumentException problem) {
            System.err.println(problem.getMessage());
            System.exit(1);
        }
    }

    private static void drain(BigIp bigIp, PoolName pool, PoolMember member, int seconds) throws InterruptedException {
        bigIp.members().disable(pool, member);
        for (int i = 0; i < seconds; i++) {
            MemberTraffic traffic = bigIp.pools().traffic(pool).get(member.id());
            if (traffic == null || traffic.open() == 0) {
                System.out.println(member.id() + " is drained");
                return;
            }
            System.out.println(member.id() + " has " + traffic.open() + " connections open");
            Thread.sleep(1000);
        }
        System.out.println(member.id() + " gets nothing new, but still has connections open");
    }
}
