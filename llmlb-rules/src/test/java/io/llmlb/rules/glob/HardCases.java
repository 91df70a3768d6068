package io.llmlb.rules.glob;

import java.util.Random;

/** Random patterns and texts over few characters, with many stars, question marks and brackets in all orders. */
final class HardCases {
    private static final String[] ALPHABETS = {"ab", "abc]", "aBbC_", "a-]^[", "aé😀", "Ééßſ\u0130kK\u212A", "a\n\0Z_z"
    };
    private static final String META = "**??[[]]--\\^!";
    private final Random random;

    HardCases(long seed) {
        this.random = new Random(seed);
    }

    Tclsh.Question next() {
        int[] alphabet =
                ALPHABETS[random.nextInt(ALPHABETS.length)].codePoints().toArray();
        int meta = 20 + random.nextInt(50);
        StringBuilder pattern = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            if (random.nextInt(100) < meta) {
                pattern.append(META.charAt(random.nextInt(META.length())));
            } else {
                pattern.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
        }
        StringBuilder text = new StringBuilder();
        boolean likePattern = random.nextBoolean();
        int[] all = pattern.codePoints().toArray();
        for (int i = 0, length = likePattern ? all.length : random.nextInt(10); i < length; i++) {
            if (likePattern && random.nextInt(10) < 7) {
                if (all[i] != '*' && all[i] != '\\' && all[i] != '[') {
                    text.appendCodePoint(all[i]);
                }
            } else {
                text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
        }
        return new Tclsh.Question(pattern.toString(), text.toString(), random.nextInt(3) == 0);
    }
}
