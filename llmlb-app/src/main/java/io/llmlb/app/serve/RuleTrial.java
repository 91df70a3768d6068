package io.llmlb.app.serve;

import io.llmlb.app.rules.RulesInForce;
import io.llmlb.core.LlmlbException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Tries bodies on the rules in force, one at a time. Nothing of a body is kept. */
final class RuleTrial {
    static final String PATH = "/api/v1/rules/eval";

    private final Supplier<Optional<RulesInForce>> rules;
    private final Semaphore one = new Semaphore(1);

    RuleTrial(Supplier<Optional<RulesInForce>> rules) {
        this.rules = rules;
    }

    Answer answer(Request request) {
        Optional<RulesInForce> known = rules.get();
        if (known.isEmpty()) {
            return Answer.refusal(404, "no rules are configured here: name their data group under rules");
        }
        if (!request.method().equals("POST")) {
            return Answer.refusal(405, "POST the body that is to be tried");
        }
        if (request.body().remaining() > Request.MOST_BYTES) {
            return Answer.refusal(413, "a body has 1 MiB at most here");
        }
        if (!one.tryAcquire()) { // a device that does not answer must not hold what health is told by
            return Answer.refusal(503, "another body is being tried; try again in a moment");
        }
        try {
            return Answer.json(known.get().decide(request.bytes()));
        } catch (LlmlbException unread) {
            return Answer.refusal(502, String.valueOf(unread.getMessage()));
        } finally {
            one.release();
        }
    }
}
