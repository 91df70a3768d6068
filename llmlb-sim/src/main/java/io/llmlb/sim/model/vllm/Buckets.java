package io.llmlb.sim.model.vllm;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The bounds of vLLM's histograms. */
final class Buckets {
    private static final double[] REQUEST_SECONDS = {
        0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
    private static final double[] FIRST_TOKEN_SECONDS = {
        .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560
    };
    private static final double[] TOKEN_SECONDS = {
        .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
    };
    private static final double[] PREFILL_TOKEN_SECONDS = {.001, .002, .005, .01, .02, .05, .1, .2, .5, 1};
    private static final double[] STEP_TOKENS = {1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};
    private static final double[] CHOICES = {1, 2, 5, 10, 20};
    private static final double[] PREEMPTIONS = {1, 2, 3, 4, 5, 10, 20};

    private Buckets() {}

    /** Of everything that is told of a whole request, in seconds. */
    static double[] requestSeconds() {
        return REQUEST_SECONDS.clone();
    }

    static double[] firstTokenSeconds() {
        return FIRST_TOKEN_SECONDS.clone();
    }

    static double[] tokenSeconds() {
        return TOKEN_SECONDS.clone();
    }

    static double[] prefillTokenSeconds() {
        return PREFILL_TOKEN_SECONDS.clone();
    }

    /** Tokens of a step; the old engine had no bucket of 16,384. */
    static double[] stepTokens(MetricNames names) {
        return names == MetricNames.V0 ? Arrays.copyOf(STEP_TOKENS, STEP_TOKENS.length - 1) : STEP_TOKENS.clone();
    }

    /** Of the request parameter {@code n}. */
    static double[] choices() {
        return CHOICES.clone();
    }

    static double[] preemptions() {
        return PREEMPTIONS.clone();
    }

    /** 1, 2, 5, 10, 20, 50, ... up to {@code max}. */
    static double[] oneTwoFive(int max) {
        DoubleStream.Builder bounds = DoubleStream.builder();
        for (long ten = 1; ten <= max; ten *= 10) {
            for (long digit : new long[] {1, 2, 5}) {
                if (digit * ten <= max) {
                    bounds.add((double) (digit * ten));
                }
            }
        }
        return bounds.build().toArray();
    }
}
