package io.llmlb.core.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApproachTest {
    /** Members with these ratios in force, which are to get the others. */
    static List<MemberShare> shares(int[] inForce, int[] wanted) {
        List<MemberShare> shares = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            MemberId id = MemberId.of("10.0.0." + (i + 1), 8000);
            PoolMember member = new PoolMember(id, "/Common/" + id, inForce[i], Availability.AVAILABLE);
            shares.add(new MemberShare(member, wanted[i], wanted[i]));
        }
        return shares;
    }

    private static int[] filled(int size, int ratio) {
        int[] ratios = new int[size];
        Arrays.fill(ratios, ratio);
        return ratios;
    }

    @Test
    void aRatioBesideManyThatWaitIsNotWhatItIsToBeAtTheEnd() {
        int[] wanted = filled(32, 10);
        wanted[0] = 20;
        List<MemberShare> shares = shares(filled(32, 1), wanted);
        Approach approach = new Approach(shares);

        assertThat(approach.served(shares.get(0))).isEqualTo(330.0 / 32 / 20);
        assertThat(approach.next(shares)).contains(shares.get(0));
        // Of 33 parts it is to get two: with 31 others of ratio 1 that is 2, and half as much again 3.
        assertThat(approach.ratio(shares.get(0))).isEqualTo(3);
        approach.sent(shares.get(0), 3);
        assertThat(approach.ratio(shares.get(1))).isEqualTo(2);
    }

    @Test
    void theMemberFarthestFromItsShareIsFirst() {
        List<MemberShare> shares = shares(new int[] {10, 10, 10, 10}, new int[] {10, 5, 14, 2});
        Approach approach = new Approach(shares);

        assertThat(approach.next(shares)).contains(shares.get(3));
        assertThat(approach.ratio(shares.get(3))).isEqualTo(2);
    }

    @Test
    void aMemberWithTooMuchIsNotRaisedThoughItsRatioIsToGrow() {
        List<MemberShare> shares = shares(new int[] {1, 1, 1}, new int[] {20, 20, 2});

        Approach approach = new Approach(shares);
        assertThat(approach.next(shares)).contains(shares.get(0));
        assertThat(approach.next(shares.subList(2, 3))).isEmpty();
    }

    @Test
    void whereSharesAreRightRatiosComeDownTogether() {
        List<MemberShare> shares = shares(new int[] {5, 5, 5}, new int[] {1, 1, 1});
        Approach approach = new Approach(shares);

        assertThat(approach.next(shares)).contains(shares.get(0));
        assertThat(approach.ratio(shares.get(0))).isEqualTo(3);
        approach.sent(shares.get(0), 3);
        assertThat(approach.next(shares.subList(1, 3))).contains(shares.get(1));
    }

    @Test
    void whatIsAsItShouldBeIsNoStep() {
        List<MemberShare> shares = shares(new int[] {1, 2, 4}, new int[] {1, 2, 4});

        assertThat(new Approach(shares).next(shares)).isEmpty();
    }

    @Test
    void theOnlyMemberGoesAllTheWay() {
        MemberShare only = shares(new int[] {3}, new int[] {9}).get(0);

        assertThat(new Approach(List.of(only)).ratio(only)).isEqualTo(9);
    }

    /** AS3 can declare 0, which takes no requests while others take some. */
    @Test
    void whoGetsNothingIsFirstAndItsErrorIsFinite() {
        List<MemberShare> shares = shares(new int[] {0, 1, 1}, new int[] {1, 1, 8});
        Approach approach = new Approach(shares);

        assertThat(approach.next(shares)).contains(shares.get(0));
        assertThat(approach.error(shares.get(0))).isFinite();
        assertThat(approach.ratio(shares.get(0))).isEqualTo(1);
        List<MemberShare> none = shares(new int[] {0, 0}, new int[] {4, 1});
        assertThat(new Approach(none).next(none)).contains(none.get(0));
        assertThat(new Approach(none).ratio(none.get(0))).isEqualTo(4);
    }
}
