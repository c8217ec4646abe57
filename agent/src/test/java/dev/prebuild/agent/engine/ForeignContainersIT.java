package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent has not made it neither sees nor touches. */
class ForeignContainersIT {
  private final UUID id = UUID.randomUUID();
  private EngineFixture fixture;
  private EngineInstanceHost instances;
  private EnginePrebuildHost prebuilds;
  private WarmPoolSpec pool;
  private Optional<String> foreign = Optional.empty();

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    instances = fixture.instanceHost();
    prebuilds = fixture.prebuildHost();
    pool = fixture.pool(UUID.randomUUID());
  }

  @AfterEach
  void removeAll() throws IOException {
    foreign.ifPresent(fixture.engine::remove);
    fixture.close();
  }

  @Test
  void anInstanceOfAnotherRunnerIsLeftAlone() {
    make(Naming.warm(pool.id(), id), labels(UUID.randomUUID().toString()));
    assertInstanceIsLeftAlone();
  }

  @Test
  void anInstanceWithoutLabelsIsLeftAlone() {
    make(Naming.warm(pool.id(), id), Map.of());
    assertInstanceIsLeftAlone();
  }

  private void assertInstanceIsLeftAlone() {
    assertThat(fixture.room.containers().list()).isEmpty();
    instances.remove(
        new Instance(
            id,
            foreign.orElseThrow(),
            pool.id(),
            UUID.randomUUID(),
            Instant.EPOCH,
            Instance.State.DEAD,
            Optional.empty()));
    assertIsThere();
  }

  @Test
  void anEnvironmentOfAnotherRunnerIsLeftAlone() {
    make(Naming.environment(id), labels(UUID.randomUUID().toString()));
    assertEnvironmentIsLeftAlone();
  }

  @Test
  void anEnvironmentWithoutLabelsIsLeftAlone() {
    make(Naming.environment(id), Map.of());
    assertEnvironmentIsLeftAlone();
  }

  private void assertEnvironmentIsLeftAlone() {
    assertThat(fixture.room.environments().list()).isEmpty();
    assertThat(instances.findEnvironment(id)).isEmpty();
    assertThat(fixture.room.environments().remove(id)).isFalse();
    assertIsThere();
  }

  @Test
  void aPrebuildOfAnotherRunnerIsLeftAlone() {
    make(
        Naming.prebuild(id),
        Map.of(Naming.OWNER, UUID.randomUUID().toString(), Naming.ROLE, Naming.PREBUILD));
    assertPrebuildIsLeftAlone();
  }

  @Test
  void aPrebuildWithoutLabelsIsLeftAlone() {
    make(Naming.prebuild(id), Map.of());
    assertPrebuildIsLeftAlone();
  }

  private void assertPrebuildIsLeftAlone() {
    assertThat(prebuilds.prebuilds()).isEqualTo(Set.of());
    assertThat(fixture.room.containers().find(Naming.prebuild(id))).isEmpty();
    prebuilds.removeContainer(id);
    assertIsThere();
  }

  /** Its owner's label alone makes a container no instance: images inherit labels. */
  @Test
  void aContainerUnderAnotherNameIsNoneOfTheAgents() {
    make("somebody-s-" + id, labels(fixture.runnerId.toString()));

    assertThat(instances.findEnvironment(id)).isEmpty();
    List<ContainerFacts> all = fixture.room.containers().list();
    assertThat(all).hasSize(1);
    Classifier classifier = fixture.room.classifier();
    assertThat(classifier.instance(all.getFirst())).isEmpty();
    assertThat(classifier.environment(all.getFirst())).isEmpty();
    assertThat(classifier.prebuild(all.getFirst())).isEmpty();
  }

  private void make(String name, Map<String, String> labels) {
    foreign =
        Optional.of(
            fixture
                .engine
                .client()
                .createContainerCmd(fixture.engine.image())
                .withName(name)
                .withLabels(labels)
                .withCmd("sleep", "1000")
                .exec()
                .getId());
    fixture.engine.client().startContainerCmd(foreign.get()).exec();
  }

  private Map<String, String> labels(String owner) {
    return new HashMap<>(
        new InstanceLabels(
                owner,
                id,
                pool.id(),
                pool.projectId(),
                fixture.environmentClass.id(),
                UUID.randomUUID(),
                false)
            .toMap());
  }

  private void assertIsThere() {
    var state =
        fixture.engine.client().inspectContainerCmd(foreign.orElseThrow()).exec().getState();
    assertThat(state.getRunning()).isTrue();
  }
}
