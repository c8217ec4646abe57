package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.pool.instance.Instance;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassifierTest {
  private static final UUID RUNNER = new UUID(1, 1);
  private static final UUID INSTANCE = new UUID(2, 2);
  private static final UUID POOL = new UUID(3, 3);
  private static final UUID ENVIRONMENT = new UUID(4, 4);
  private static final Instant STARTED = Instant.ofEpochSecond(77, 123_456_789);
  private static final InstanceLabels LABELS =
      new InstanceLabels(
          RUNNER.toString(), INSTANCE, POOL, new UUID(5, 5), new UUID(6, 6), new UUID(7, 7), false);

  @TempDir Path folder;
  private ReadyMarkers markers;
  private ClaimedClasses classes;
  private Classifier classifier;

  @BeforeEach
  void open() {
    markers = new ReadyMarkers(folder);
    classes = new ClaimedClasses(folder);
    classifier = new Classifier(RUNNER, markers, classes);
  }

  private static ContainerFacts facts(
      String name, Map<String, String> labels, String status, int exitCode) {
    return new ContainerFacts(
        "abc",
        name,
        labels,
        status,
        ContainerFacts.Health.UNCHECKED,
        exitCode,
        false,
        Instant.EPOCH,
        Optional.of(STARTED),
        Optional.empty(),
        Optional.of("172.17.0.2"));
  }

  private static ContainerFacts warm(Map<String, String> labels) {
    return facts(Naming.warm(POOL, INSTANCE), labels, "running", 0);
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> changed = new HashMap<>(LABELS.toMap());
    changed.put(key, value);
    return changed;
  }

  @Test
  void labelsAreReadBack() {
    assertThat(InstanceLabels.read(LABELS.toMap())).contains(LABELS);
  }

  @ParameterizedTest
  @CsvSource({
    Naming.INSTANCE_ID,
    Naming.POOL_ID,
    Naming.PROJECT_ID,
    Naming.CLASS_ID,
    Naming.SNAPSHOT_ID
  })
  void labelsThatMakeNoSenseAreNotOurs(String key) {
    Map<String, String> missing = new HashMap<>(LABELS.toMap());
    missing.remove(key);

    assertThat(InstanceLabels.read(missing)).isEmpty();
    assertThat(InstanceLabels.read(with(key, "no-id"))).isEmpty();
  }

  @Test
  void aWarmNameIsAnInstance() {
    assertThat(classifier.instance(warm(LABELS.toMap())))
        .contains(
            new Instance(
                INSTANCE,
                "abc",
                POOL,
                LABELS.snapshotId(),
                Instant.EPOCH,
                Instance.State.RUNNING,
                Optional.of("172.17.0.2")));
    assertThat(classifier.environment(warm(LABELS.toMap()))).isEmpty();
    assertThat(classifier.prebuild(warm(LABELS.toMap()))).isEmpty();
  }

  /** The claim is this one rename. */
  @Test
  void theSameContainerUnderAnotherNameIsAnEnvironment() {
    ContainerFacts claimed = warm(LABELS.toMap()).renamed(Naming.environment(ENVIRONMENT));

    assertThat(classifier.instance(claimed)).isEmpty();
    assertThat(classifier.environment(claimed))
        .hasValueSatisfying(
            environment -> {
              assertThat(environment.id()).isEqualTo(ENVIRONMENT);
              assertThat(environment.instanceId()).isEqualTo(INSTANCE);
              assertThat(environment.projectId()).isEqualTo(LABELS.projectId());
              assertThat(environment.environmentClassId()).isEqualTo(LABELS.classId());
              assertThat(environment.snapshotId()).isEqualTo(LABELS.snapshotId());
              assertThat(environment.running()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "running, 0, RUNNING",
    "exited, 0, STOPPED",
    "exited, 143, DEAD",
    "exited, 1, DEAD",
    "created, 0, DEAD",
    "paused, 0, RUNNING",
    "restarting, 0, DEAD",
    "removing, 0, DEAD",
    "dead, 0, DEAD",
    "'', 0, DEAD"
  })
  void theStateIsTheEngines(String status, int exitCode, Instance.State state) {
    ContainerFacts facts = facts(Naming.warm(POOL, INSTANCE), LABELS.toMap(), status, exitCode);

    assertThat(classifier.instance(facts)).map(Instance::state).contains(state);
  }

  private static ContainerFacts awaited(ContainerFacts.Health health, Optional<Instant> startedAt) {
    return new ContainerFacts(
        "abc",
        Naming.warm(POOL, INSTANCE),
        with(Naming.READINESS, Naming.AWAITED),
        "running",
        health,
        0,
        false,
        Instant.EPOCH,
        startedAt,
        Optional.empty(),
        Optional.empty());
  }

  private Instance.State state(ContainerFacts facts) {
    return classifier.instance(facts).orElseThrow().state();
  }

  @ParameterizedTest
  @CsvSource({
    "UNCHECKED, false, UNREADY",
    "UNCHECKED, true, RUNNING",
    "STARTING, true, UNREADY",
    "HEALTHY, false, UNREADY",
    "HEALTHY, true, RUNNING",
    "UNHEALTHY, true, DEAD"
  })
  void oneThatIsAwaitedIsReadyOnceItWasSeenReady(
      ContainerFacts.Health health, boolean isMarked, Instance.State state) {
    if (isMarked) {
      markers.set(INSTANCE, STARTED);
    }

    assertThat(state(awaited(health, Optional.of(STARTED)))).isEqualTo(state);
    assertThat(state(awaited(health, Optional.empty()))).isEqualTo(state);
  }

  /** And what a look has found out of date, a list does not take for new. */
  @Test
  void aMarkerHoldsForOneRun() {
    markers.set(INSTANCE, STARTED);
    ContainerFacts later =
        awaited(ContainerFacts.Health.UNCHECKED, Optional.of(STARTED.plusNanos(1)));

    assertThat(state(later)).isEqualTo(Instance.State.UNREADY);
    assertThat(state(awaited(ContainerFacts.Health.UNCHECKED, Optional.empty())))
        .isEqualTo(Instance.State.UNREADY);
  }

  @Test
  void anEnvironmentIsOfTheClassThatClaimedIt() {
    EnvironmentClass claiming =
        new EnvironmentClass(
            new UUID(66, 66), "other", "image", Limits.NONE, Allowances.NONE, Standby.PLAIN);
    ContainerFacts claimed = warm(LABELS.toMap()).renamed(Naming.environment(ENVIRONMENT));
    classes.set(INSTANCE, claiming);

    assertThat(classifier.environment(claimed).orElseThrow().environmentClassId())
        .isEqualTo(claiming.id());
    classes.remove(INSTANCE);
    assertThat(classifier.environment(claimed).orElseThrow().environmentClassId())
        .isEqualTo(LABELS.classId());
  }

  @ParameterizedTest
  @CsvSource({
    Naming.OWNER + ", 00000000-0000-0009-0000-000000000009",
    Naming.OWNER + ", ''",
    Naming.ROLE + "," + Naming.SNAPSHOT,
    Naming.ROLE + "," + Naming.PREBUILD,
    Naming.POOL_ID + ", x"
  })
  void whatIsNotOursIsLeftAlone(String key, String value) {
    ContainerFacts foreign = warm(with(key, value));

    assertThat(classifier.instance(foreign)).isEmpty();
    assertThat(classifier.environment(foreign.renamed(Naming.environment(ENVIRONMENT)))).isEmpty();
    assertThat(classifier.instance(warm(Map.of()))).isEmpty();
  }

  @Test
  void aPrebuildIsToldByRoleAndName() {
    Map<String, String> labels =
        Map.of(Naming.OWNER, RUNNER.toString(), Naming.ROLE, Naming.PREBUILD);
    String name = Naming.prebuild(INSTANCE);

    assertThat(classifier.prebuild(facts(name, labels, "exited", 7))).contains(INSTANCE);
    assertThat(classifier.prebuild(facts("prebuild-x", labels, "exited", 7))).isEmpty();
    assertThat(classifier.prebuild(facts(name, LABELS.toMap(), "exited", 7))).isEmpty();
    assertThat(classifier.prebuild(facts(name, Map.of(), "exited", 7))).isEmpty();
  }
}
