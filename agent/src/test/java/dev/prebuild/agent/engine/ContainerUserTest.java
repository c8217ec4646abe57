package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerUserTest {
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      broken line
      odd:x:many:1::/:/bin/sh
      node:x:1000:1001:,,,:/home/node:/bin/sh
      twin:x:1000:2002::/:/bin/sh
      """;

  @ParameterizedTest
  @CsvSource({
    "'', 0, 0",
    "root, 0, 0",
    "node, 1000, 1001",
    "node:staff, 1000, 1001",
    "1000, 1000, 1001",
    "1000:7, 1000, 7",
    "4711, 4711, 0",
    "4711:12, 4711, 12",
    "0, 0, 0"
  })
  void readsAnImagesSetting(String setting, int uid, int gid) {
    assertThat(ContainerUser.read(setting, () -> PASSWD)).contains(new ContainerUser(uid, gid));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "odd", "nod", "9999999999"})
  void whoIsNotInTheFileIsNobody(String setting) {
    assertThat(ContainerUser.read(setting, () -> PASSWD)).isEqualTo(Optional.empty());
  }

  @Test
  void theFileIsReadOnlyWhenItIsNeeded() {
    assertThat(
            ContainerUser.read(
                "5:6",
                () -> {
                  throw new AssertionError("asked");
                }))
        .contains(new ContainerUser(5, 6));
  }
}
