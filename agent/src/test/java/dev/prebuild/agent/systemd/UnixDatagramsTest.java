package dev.prebuild.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.NotifySocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real socket hears what was sent. */
@Timeout(30)
class UnixDatagramsTest {
  @TempDir private Path folder;

  @Test
  void arriveAtAPath() throws Exception {
    String name = folder.resolve("notify").toString();
    try (NotifySocket socket = NotifySocket.bind(name)) {
      UnixDatagrams.send(name, "READY=1");
      UnixDatagrams.send(name, "STATUS=zwölf");

      assertThat(socket.receive()).isEqualTo("READY=1");
      assertThat(socket.receive()).isEqualTo("STATUS=zwölf");
    }
  }

  @Test
  void arriveAtAnAbstractName() throws Exception {
    String name = "@prebuild-agent-" + UUID.randomUUID();
    try (NotifySocket socket = NotifySocket.bind(name)) {
      UnixDatagrams.send(name, "WATCHDOG=1");

      assertThat(socket.receive()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void sayWhenNobodyListens() {
    String name = folder.resolve("none").toString();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> UnixDatagrams.send(name, "READY=1"))
        .withMessageContaining(name)
        .withMessageContaining("error 2");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> UnixDatagrams.send("/" + "x".repeat(108), "READY=1"))
        .withMessageContaining("too long");
  }
}
