package io.llmlb.sim.lab.policy;

/** How f5devcentral/llm-inference-lb shifts its weights between metrics by what it sees; their sum stays what it is. */
enum Emphasis {
    /** Not at all. */
    FIXED {
        @Override
        PeerWeights of(PeerWeights weights, double[] waiting, double[] cache, double[] running) {
            return weights;
        }
    },
    /**
     * To the metrics that vary: {@code w_k (1 + CV_k / sum(CV))}, with the coefficient of variation {@code CV} (0 when the
     * mean is 0).
     */
    VARIATION {
        @Override
        PeerWeights of(PeerWeights weights, double[] waiting, double[] cache, double[] running) {
            double cvWaiting = variation(waiting);
            double cvCache = variation(cache);
            double cvRunning = variation(running);
            double sum = cvWaiting + cvCache + cvRunning;
            return sum > 0 ? weights.times(1 + cvWaiting / sum, 1 + cvCache / sum, 1 + cvRunning / sum) : weights;
        }
    },
    /**
     * To requests waiting, when there are many: by {@code I = tanh(max(waiting) / 30)}, times {@code 0.2 + 2.3 I} and for
     * KV-cache usage {@code 1.8 - 1.5 I}.
     */
    QUEUES {
        @Override
        PeerWeights of(PeerWeights weights, double[] waiting, double[] cache, double[] running) {
            double intensity = intensity(waiting);
            return weights.times(0.2 + 2.3 * intensity, 1.8 - 1.5 * intensity, 1);
        }
    },
    /** The same with three metrics: times {@code 0.1 + 2.4 I}, {@code 1.5 - 1.1 I}, and for running {@code 1.4 - 0.8 I}. */
    QUEUES_OF_THREE {
        @Override
        PeerWeights of(PeerWeights weights, double[] waiting, double[] cache, double[] running) {
            double intensity = intensity(waiting);
            return weights.times(0.1 + 2.4 * intensity, 1.5 - 1.1 * intensity, 1.4 - 0.8 * intensity);
        }
    };

    private static final double TRANSITION_POINT = 30;

    /** The weights for these values, one of each array for each member. */
    abstract PeerWeights of(PeerWeights weights, double[] waiting, double[] cache, double[] running);

    private static double variation(double[] values) {
        Spread s = Spread.of(values);
        return s.mean() == 0 ? 0 : s.deviation() / s.mean();
    }

    private static double intensity(double[] waiting) {
        return Math.tanh(Spread.of(waiting).most() / TRANSITION_POINT);
    }
}
