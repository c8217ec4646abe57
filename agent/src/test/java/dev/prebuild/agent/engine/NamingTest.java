package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamingTest {
  private static final UUID ID = UUID.fromString("11111111-1111-1111-1111-111111111111");
  private static final UUID OTHER = UUID.fromString("22222222-2222-2222-2222-222222222222");

  @Test
  void namesAreReadBack() {
    assertThat(Naming.prebuildId(Naming.prebuild(ID))).contains(ID);
    assertThat(Naming.environmentId(Naming.environment(ID))).contains(ID);
    assertThat(Naming.isWarm(Naming.warm(ID, OTHER))).isTrue();
  }

  @Test
  void noNameIsTakenForAnother() {
    assertThat(Naming.prebuildId(Naming.environment(ID))).isEmpty();
    assertThat(Naming.environmentId(Naming.warm(ID, OTHER))).isEmpty();
    assertThat(Naming.isWarm(Naming.prebuild(ID))).isFalse();
    assertThat(Naming.warm(ID, OTHER)).isNotEqualTo(Naming.warm(OTHER, ID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "env-", "env-x", "env-11111111-1111-1111-1111-111111111111x"})
  void whatIsNotOursIsNoEnvironment(String name) {
    assertThat(Naming.environmentId(name)).isEmpty();
  }

  /** Asked for a name alone, the engine would pull every tag. */
  @ParameterizedTest
  @CsvSource({
    "debian, debian:latest",
    "debian:12, debian:12",
    "team/app, team/app:latest",
    "localhost:5000/team/app, localhost:5000/team/app:latest",
    "localhost:5000/app:1, localhost:5000/app:1",
    "app@sha256:abc, app@sha256:abc"
  })
  void anImageWithoutATagIsTheLatest(String name, String pulled) {
    assertThat(Images.withTag(name)).isEqualTo(pulled);
  }
}
