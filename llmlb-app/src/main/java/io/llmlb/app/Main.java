package io.llmlb.app;

import io.llmlb.app.cli.Llmlb;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /** Runs one command and ends with its exit code: 0 done, 1 failed, 2 bad usage or configuration. */
    public static void main(String[] arguments) {
        Charset console = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, console);
        PrintWriter err = new PrintWriter(System.err, true, console);
        System.exit(Llmlb.run(arguments, System.getenv(), out, err));
    }
}
