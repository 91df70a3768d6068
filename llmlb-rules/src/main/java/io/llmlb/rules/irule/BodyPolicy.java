package io.llmlb.rules.irule;

import java.util.Optional;

/** What the iRule does with a request whose body no rule can be asked about: one of the two steps that end. */
public sealed interface BodyPolicy {
    /**
     * Sends the request to a pool; should it not be there, to the default pool.
     *
     * @param pool as written, its full path if it is right
     */
    record SelectPool(String pool) implements BodyPolicy {}

    /**
     * Answers with an HTTP error.
     *
     * @param status 400 to 599
     * @param message for the client, perhaps empty
     */
    record Reject(int status, String message) implements BodyPolicy {}

    /** Reads a policy as the iRule does; empty for anything else, where the default pool serves. */
    static Optional<BodyPolicy> of(String text) {
        try {
            RecordWords words = new RecordWords(text);
            BodyPolicy policy;
            switch (words.next()) {
                case "selectPool" -> policy = new SelectPool(words.next());
                case "reject" -> {
                    String status = words.next();
                    if (!status.matches("[45][0-9][0-9]")) {
                        return Optional.empty();
                    }
                    policy = new Reject(Integer.parseInt(status), words.atEnd() ? "" : words.next());
                }
                default -> {
                    return Optional.empty();
                }
            }
            return words.atEnd() ? Optional.of(policy) : Optional.empty();
        } catch (RecordWords.NoWordException e) {
            return Optional.empty();
        }
    }
}
