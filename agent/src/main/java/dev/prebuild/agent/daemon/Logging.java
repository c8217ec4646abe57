package dev.prebuild.agent.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.prebuild.agent.systemd.JournalLayout;
import dev.prebuild.agent.systemd.JournalStream;
import dev.prebuild.agent.telemetry.AuditLog;
import dev.prebuild.config.settings.LogSettings;
import org.slf4j.LoggerFactory;

/**
 * Logs to standard output: one event, its key-value pairs beside the sentence. Where that is
 * systemd's journal, text has no time, which the journal knows, and an importance that it reads.
 */
public final class Logging {
  private static final String EVENT = "%msg %kvp%n%ex";
  private static final String TEXT = "%-5level %d{HH:mm:ss.SSS} " + EVENT;

  private Logging() {}

  /** Keeps libraries silent until the settings say what is to be logged. */
  public static void quiet() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
  }

  /** Replaces whatever was configured before. */
  public static void configure(LogSettings settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder(settings.format(), context));
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(Level.WARN);
    // It would log, with its stack, each failure that we are told of anyway.
    context.getLogger("com.github.dockerjava.api.async").setLevel(Level.OFF);
    context.getLogger(AuditLog.NAME).setLevel(Level.INFO);
    context.getLogger("dev.prebuild").setLevel(Level.valueOf(settings.level().name()));
  }

  private static Encoder<ILoggingEvent> encoder(LogSettings.Format format, LoggerContext context) {
    return switch (format) {
      case TEXT ->
          JournalStream.isStandardOutput(System.getenv()) ? journal(context) : text(context);
      case JSON -> {
        JsonEncoder json = new JsonEncoder();
        json.setContext(context);
        json.start();
        yield json;
      }
    };
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(TEXT);
    text.start();
    return text;
  }

  private static Encoder<ILoggingEvent> journal(LoggerContext context) {
    PatternLayout event = new PatternLayout();
    event.setContext(context);
    event.setPattern(EVENT);
    event.start();
    JournalLayout layout = new JournalLayout(event);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }
}
