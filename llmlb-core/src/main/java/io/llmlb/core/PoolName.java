package io.llmlb.core;

import java.util.regex.Pattern;

/**
 * The full path of a pool, as BIG-IP writes it: {@code /Common/web}, or with the folders that AS3 makes,
 * {@code /vllm/Shared/highend_gpt}.
 *
 * @param path partition, folders and name, each behind a slash
 */
public record PoolName(String path) {
    private static final Pattern FORM = Pattern.compile("(/[^/~\\s]+){2,}");

    /**
     * @throws IllegalArgumentException when {@code path} is no full path; the message says what one looks like
     */
    public PoolName {
        if (!FORM.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "a pool is named by its full path, such as /Common/my_pool, but this is \"" + path + "\"");
        }
    }

    /** The first part of the path, without slashes: {@code Common}. */
    public String partition() {
        return path.substring(1, path.indexOf('/', 1));
    }

    /** Whether it is in a folder of its partition, as all pools are that AS3 and CIS declare ({@code /Tenant/Application/pool}). */
    public boolean isInFolder() {
        return path.chars().filter(character -> character == '/').count() > 2;
    }

    @Override
    public String toString() {
        return path;
    }
}
