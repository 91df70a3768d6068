package io.llmlb.bigip;

import io.llmlb.core.PoolName;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** URL paths of named objects. A full path becomes one segment: each slash a tilde, the rest percent-encoded. */
final class ResourcePath {
    /** A tilde cannot be part of a name, since it stands for the slash. */
    private static final Pattern FULL_PATH = Pattern.compile("(/[^/~]+){2,}");

    private static final String UNRESERVED = "-._:";

    private ResourcePath() {}

    static String pool(PoolName pool) {
        return "/mgmt/tm/ltm/pool/" + segment(pool.path());
    }

    static String members(PoolName pool) {
        return pool(pool) + "/members";
    }

    /**
     * @param fullPath the member's own full path: its partition may differ from the pool's
     */
    static String member(PoolName pool, String fullPath) {
        return members(pool) + "/" + segment(fullPath);
    }

    static boolean isFullPath(String text) {
        return FULL_PATH.matcher(text).matches();
    }

    /**
     * @param noun what is named, with its article
     * @throws IllegalArgumentException when {@code text} is no full path
     */
    static void require(String noun, String text) {
        if (!isFullPath(text)) {
            throw new IllegalArgumentException(
                    noun + " is named by its full path, such as /Common/name, but this is \"" + Call.line(text) + "\"");
        }
    }

    /** {@code /vllm/10.1.1.1%10:80} becomes {@code ~vllm~10.1.1.1%2510:80}. */
    static String segment(String fullPath) {
        StringBuilder segment = new StringBuilder();
        for (byte b : fullPath.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c == '/') {
                segment.append('~');
            } else if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                segment.append(c);
            } else {
                segment.append('%').append("0123456789ABCDEF".charAt(c >> 4)).append("0123456789ABCDEF".charAt(c & 15));
            }
        }
        return segment.toString();
    }
}
