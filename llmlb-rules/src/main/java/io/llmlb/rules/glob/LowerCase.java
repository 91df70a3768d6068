package io.llmlb.rules.glob;

/**
 * Lower case one code point at a time, as Tcl 8.6.13 knows it: Unicode 15's simple mapping below U+10000, and none above.
 * Independent of the Unicode version of the Java that runs it, from Java 17 (Unicode 13) to Unicode 17.
 */
final class LowerCase {
    private LowerCase() {}

    /** The lower case of a code point, else the code point itself. */
    static int of(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
        }
        if (codePoint > 0xFFFF) {
            return codePoint;
        }
        return switch (codePoint) {
            // Letters that came with Unicode 14, which Java 17 lacks.
            case 0x2C2F -> 0x2C5F;
            case 0xA7C0, 0xA7D0, 0xA7D6, 0xA7D8 -> codePoint + 1;
            // Letters that came with Unicode 16 and 17, which Tcl 8.6.13 lacks.
            case 0x1C89, 0xA7CB, 0xA7CC, 0xA7CE, 0xA7D2, 0xA7D4, 0xA7DA, 0xA7DC -> codePoint;
            default -> Character.toLowerCase(codePoint);
        };
    }
}
