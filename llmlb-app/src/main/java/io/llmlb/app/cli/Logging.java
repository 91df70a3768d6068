package io.llmlb.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.LogForm;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** How much is logged, and in which form. */
final class Logging {
    private Logging() {}

    /** Problems are always logged; requests from verbosity 3 on. */
    static void set(AppConfig config) {
        int verbosity = config.verbosity();
        level("io.llmlb", verbosity >= 3 ? Level.DEBUG : Level.WARN);
        level("llmlb", verbosity >= 1 ? Level.INFO : Level.WARN);
        level("io.fabric8", Level.ERROR); // what becomes of the lease is told in words of our own
        if (config.log() == LogForm.JSON) {
            json();
        }
    }

    /** Defects only: what else there is to tell is shown in another way. */
    static void defectsOnly() {
        level("io.llmlb", Level.ERROR);
        level("llmlb", Level.ERROR);
    }

    private static void level(String name, Level level) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }

    private static void json() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
                if (all.next() instanceof OutputStreamAppender<ILoggingEvent> console) {
                    JsonEncoder encoder = new JsonEncoder();
                    encoder.setContext(root.getLoggerContext());
                    encoder.setWithSequenceNumber(false);
                    encoder.setWithContext(false);
                    encoder.setWithMDC(false);
                    encoder.setWithMessage(false);
                    encoder.setWithArguments(false);
                    encoder.setWithFormattedMessage(true);
                    encoder.start();
                    console.setEncoder(encoder);
                }
            }
        }
    }
}
