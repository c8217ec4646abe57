package dev.prebuild.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void everyLineOfAnEventSaysHowImportantItIs() {
    assertThat(layout().doLayout(event(Level.ERROR, "first\nsecond")))
        .isEqualTo("<3>first\n<3>second\n");
    assertThat(layout().doLayout(event(Level.WARN, "x"))).isEqualTo("<4>x\n");
    assertThat(layout().doLayout(event(Level.INFO, "x"))).isEqualTo("<6>x\n");
    assertThat(layout().doLayout(event(Level.DEBUG, "x"))).isEqualTo("<7>x\n");
  }

  @Test
  void theStreamIsKnownByItsDeviceAndInode() {
    String stream = JournalStream.identity(Path.of("/proc/self/fd/1"));

    assertThat(stream).matches("\\d+:\\d+");
    assertThat(JournalStream.isStandardOutput(Map.of("JOURNAL_STREAM", stream))).isTrue();
    assertThat(JournalStream.isStandardOutput(Map.of("JOURNAL_STREAM", "8:7"))).isFalse();
    assertThat(JournalStream.isStandardOutput(Map.of())).isFalse();
    assertThat(JournalStream.identity(Path.of("/proc/self/fd/none"))).isEmpty();
  }

  private JournalLayout layout() {
    PatternLayout text = new PatternLayout();
    text.setContext(context);
    text.setPattern("%msg%n%ex");
    text.start();
    return new JournalLayout(text);
  }

  private ILoggingEvent event(Level level, String message) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLevel(level);
    event.setMessage(message);
    return event;
  }
}
