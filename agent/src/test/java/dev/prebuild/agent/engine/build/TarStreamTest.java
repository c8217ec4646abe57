package dev.prebuild.agent.engine.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TarStreamTest {

  @Test
  void readingFailsWhereTarFails() {
    try (TarStream tar = TarStream.start(List.of("--directory=/nowhere", "."))) {
      assertThatIOException()
          .isThrownBy(() -> tar.archive().readAllBytes())
          .withMessageContaining("tar exited with code 2: tar: /nowhere: Cannot open");

      assertThat(tar.failure()).isPresent();
    }
  }

  @Test
  void anArchiveThatIsWholeHasNoFailure() throws Exception {
    try (TarStream tar = TarStream.start(List.of("--directory=/", "--no-recursion", "."))) {
      assertThat(tar.archive().readAllBytes()).isNotEmpty();

      assertThat(tar.failure()).isEmpty();
    }
  }
}
