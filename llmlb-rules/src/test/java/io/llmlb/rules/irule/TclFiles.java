package io.llmlb.rules.irule;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where Tcl and the Tcl files of the tests are. */
final class TclFiles {
    private TclFiles() {}

    /** The Tcl to run with; another than {@code tclsh} by the property {@code tclsh}. */
    static String tclsh() {
        return System.getProperty("tclsh", "tclsh");
    }

    /** A file of src/test/tcl, from the module's directory or the project's. */
    static Path file(String name) {
        Path here = Path.of("src/test/tcl", name);
        return Files.exists(here) ? here : Path.of("llmlb-rules/src/test/tcl", name);
    }
}
