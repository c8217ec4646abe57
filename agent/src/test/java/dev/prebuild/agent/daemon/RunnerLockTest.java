package dev.prebuild.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.daemon.RunnerLock.LockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunnerLockTest {
  private static final UUID RUNNER = new UUID(1, 1);
  private static final int TAKEN = 0;
  private static final int REFUSED = 10;

  @TempDir Path folder;
  private Path socket;

  @BeforeEach
  void nameSocket() {
    socket = folder.resolve("docker.sock");
  }

  /** Another agent: it tries, and ends. */
  static final class OtherAgent {
    private OtherAgent() {}

    public static void main(String[] arguments) throws IOException {
      try (RunnerLock _ = RunnerLock.take(Path.of(arguments[0]), UUID.fromString(arguments[1]))) {
        System.exit(TAKEN);
      } catch (LockedException e) {
        System.exit(REFUSED);
      }
    }
  }

  private static int otherAgent(Path socket, UUID runner) throws IOException, InterruptedException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--class-path",
                System.getProperty("java.class.path"),
                OtherAgent.class.getName(),
                socket.toString(),
                runner.toString()))
        .inheritIO()
        .start()
        .waitFor();
  }

  @Test
  void anotherProcessIsRefusedUntilItIsGivenBack()
      throws IOException, InterruptedException, LockedException {
    try (RunnerLock _ = RunnerLock.take(socket, RUNNER)) {
      assertThat(otherAgent(socket, RUNNER)).isEqualTo(REFUSED);
    }

    assertThat(otherAgent(socket, RUNNER)).isEqualTo(TAKEN);
  }

  @Test
  void aSecondOneInTheSameProcessIsRefused() throws IOException, LockedException {
    try (RunnerLock _ = RunnerLock.take(socket, RUNNER)) {
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(() -> RunnerLock.take(socket, RUNNER))
          .withMessageContaining(RUNNER.toString())
          .withMessageContaining(socket.toString())
          .withMessageContaining("runner.id");
    }
    RunnerLock.take(socket, RUNNER).close();
  }

  @Test
  void runnersDoNotShareIt() throws IOException, LockedException {
    try (RunnerLock _ = RunnerLock.take(socket, RUNNER);
        RunnerLock other = RunnerLock.take(socket, new UUID(1, 2))) {
      assertThat(other).isNotNull();
    }
  }

  @Test
  void oneEngineUnderTwoNamesHasOneLock() throws IOException, LockedException {
    Files.createFile(socket);
    Path alias = Files.createSymbolicLink(folder.resolve("alias.sock"), socket);
    try (RunnerLock _ = RunnerLock.take(alias, RUNNER)) {
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(() -> RunnerLock.take(socket, RUNNER));
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatExceptionOfType(LockedException.class)
        .isThrownBy(() -> RunnerLock.take(folder.resolve("none/docker.sock"), RUNNER))
        .withMessageContaining(folder.resolve("none").toString());
  }
}
