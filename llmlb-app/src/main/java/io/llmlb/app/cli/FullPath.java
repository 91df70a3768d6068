package io.llmlb.app.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the full path of an object on a BIG-IP. */
final class FullPath implements ITypeConverter<String> {
    private static final Pattern FORM = Pattern.compile("(/[^/~\\s]+){2,}");

    @Override
    public String convert(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException("a full path is such as /Common/name, but this is \"" + text + "\"");
        }
        return text;
    }
}
