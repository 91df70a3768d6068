package io.llmlb.prometheus.vllm;

import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.Reply;
import io.llmlb.prometheus.scrape.Exposition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a server's page of metrics says of one model.
 *
 * @param window its samples
 * @param reason why there are none; empty when there are some
 */
record Page(SampleWindow window, String reason) {
    static Page read(Reply reply, String model, Set<String> names) {
        if (reply.isHtml()) {
            return none("answers with an HTML page, which is no page of metrics");
        }
        if (!reply.endsWithLine()) {
            return none("the page ends within a line, after " + reply.size() + " bytes");
        }
        TargetSamples samples = new TargetSamples();
        Set<String> models = new TreeSet<>();
        boolean[] vllm = {false};
        try {
            Exposition.read(
                    reply.body(),
                    "no page of metrics",
                    name -> {
                        vllm[0] |= name.startsWith("vllm:");
                        return names.contains(name);
                    },
                    sample -> {
                        String of = sample.labels().getOrDefault("model_name", "");
                        models.add(of);
                        if (of.equals(model)) {
                            samples.add(sample.name(), sample.labels(), reply.headersAt(), sample.value());
                        }
                    });
        } catch (PrometheusException broken) {
            return none(String.valueOf(broken.getMessage()));
        }
        if (!samples.isEmpty()) {
            return new Page(TargetSamples.window(List.of(samples)), "");
        }
        if (!vllm[0]) {
            return none("answers, but has no vllm: metrics");
        }
        if (models.isEmpty()) {
            return none("answers, but has none of the vllm: metrics that are needed");
        }
        if (models.contains(model)) {
            return none("answers, but without a finite value");
        }
        models.remove("");
        return none(
                models.isEmpty()
                        ? "answers, but its metrics name no model"
                        : "answers, but with metrics of " + Members.few(models));
    }

    private static Page none(String reason) {
        return new Page(SampleWindow.EMPTY, reason);
    }
}
