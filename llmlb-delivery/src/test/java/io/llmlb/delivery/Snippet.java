package io.llmlb.delivery;

/**
 * What stands between two fences.
 *
 * @param document where
 * @param line of the opening fence
 * @param language the word behind the opening fence
 * @param text all of it
 */
record Snippet(String document, int line, String language, String text) {
    String place() {
        return document + ":" + line;
    }

    @Override
    public String toString() {
        return place();
    }
}
