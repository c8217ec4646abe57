package dev.prebuild.agent.systemd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.util.stream.Collectors;

/**
 * Lines for the journal: it knows the time by itself, and takes the importance of a line from a
 * number in front of it (sd-daemon(3)). What an event says on several lines has it before each.
 */
public final class JournalLayout extends LayoutBase<ILoggingEvent> {
  private final LayoutBase<ILoggingEvent> text;

  /**
   * @param text what an event says, without its time and importance
   */
  public JournalLayout(LayoutBase<ILoggingEvent> text) {
    this.text = text;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String prefix = "<%d>".formatted(priority(event.getLevel()));
    return text.doLayout(event)
        .lines()
        .map(line -> prefix + line + "\n")
        .collect(Collectors.joining());
  }

  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }
}
