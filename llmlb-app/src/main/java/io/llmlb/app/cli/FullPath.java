package io.llmlb.app.cli;

import io.llmlb.app.config.RulesConfig;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the full path of an object on a BIG-IP. */
final class FullPath implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        try {
            return RulesConfig.fullPath(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(String.valueOf(wrong.getMessage()));
        }
    }
}
