package io.llmlb.sim.live;

import io.llmlb.sim.model.vllm.VllmProfile;

/** Prints how far the two drivers of the server model agree; takes two minutes of real time. */
final class AgreementFigures {
    private AgreementFigures() {}

    public static void main(String[] arguments) {
        System.out.println(
                "| server, load | figure | real time | jumping, as planned | difference | jumping, same arrivals | difference |\n"
                        + "|---|---|---|---|---|---|---|");
        System.out.print(Agreement.of(VllmProfile.named("h100"), 12, 1).rows("h100, 12 req/s"));
        System.out.print(Agreement.of(VllmProfile.named("a100"), 5, 1).rows("a100, 5 req/s"));
    }
}
