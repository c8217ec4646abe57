package dev.prebuild.config.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.config.wire.runner.v1.Credentials;
import dev.prebuild.config.wire.runner.v1.EnvironmentClass;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DesiredStateTest {
  private static final UUID PREBUILD = new UUID(1, 1);
  private static final UUID PROJECT = new UUID(2, 2);
  private static final UUID CLASS = new UUID(3, 3);
  private static final UUID POOL = new UUID(4, 4);
  private static final UUID SNAPSHOT = new UUID(5, 5);
  private static final String HEX =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final String DIGEST = "sha256:" + HEX;

  private static EnvironmentClass.Builder environmentClass() {
    return EnvironmentClass.newBuilder()
        .setId(CLASS.toString())
        .setName("small")
        .setImage("debian:12")
        .setNanoCpus(1_500_000_000)
        .setMemoryBytes(1 << 20);
  }

  private static AssignedPrebuild.Builder prebuild() {
    AssignedPrebuild.Builder assigned = AssignedPrebuild.newBuilder();
    assigned.getPrebuildBuilder().setId(PREBUILD.toString());
    assigned
        .getPrebuildBuilder()
        .getMetadataBuilder()
        .setProjectId(PROJECT.toString())
        .setCreatedAt(Timestamp.newBuilder().setSeconds(100).setNanos(5));
    assigned
        .getPrebuildBuilder()
        .getSpecBuilder()
        .setTimeout(Duration.newBuilder().setSeconds(600));
    assigned
        .getPrebuildBuilder()
        .getStatusBuilder()
        .setPhase(PrebuildPhase.PREBUILD_PHASE_STARTING)
        .setStatusVersion(4);
    assigned
        .getRepositoryBuilder()
        .setUrl("https://example.org/app.git")
        .setRef("main")
        .setCredentials(Credentials.newBuilder().setUsername("bot").setPassword("geheim"));
    assigned.setEnvironmentClass(environmentClass());
    assigned.addTasksBuilder().setName("build").setCommand("make");
    assigned.addTasksBuilder().setName("test").setCommand("make test");
    return assigned;
  }

  private static AssignedWarmPool.Builder pool(int minSize, int maxSize) {
    AssignedWarmPool.Builder assigned = AssignedWarmPool.newBuilder();
    assigned.getWarmPoolBuilder().setId(POOL.toString());
    assigned.getWarmPoolBuilder().getMetadataBuilder().setProjectId(PROJECT.toString());
    assigned
        .getWarmPoolBuilder()
        .getSpecBuilder()
        .setMinSize(minSize)
        .setMaxSize(maxSize)
        .setSnapshotId(SNAPSHOT.toString());
    assigned.getWarmPoolBuilder().getStatusBuilder().setStatusVersion(9);
    return assigned
        .setEnvironmentClass(environmentClass())
        .setSnapshotReference("registry.example:5000/a/b@" + DIGEST);
  }

  private static DesiredState read(AssignedPrebuild.Builder... prebuilds) {
    SyncResponse.Builder response = SyncResponse.newBuilder().setRevision(17);
    List.of(prebuilds).forEach(response::addPrebuilds);
    return DesiredState.read(response.build());
  }

  private static DesiredState read(AssignedWarmPool.Builder pool) {
    return DesiredState.read(SyncResponse.newBuilder().addWarmPools(pool).build());
  }

  @Test
  void readsAPrebuild() {
    DesiredState state = read(prebuild());

    assertThat(state.revision()).isEqualTo(17);
    assertThat(state.rejected()).isEmpty();
    assertThat(state.prebuilds())
        .containsExactly(
            new PrebuildSpec(
                PREBUILD,
                PROJECT,
                new dev.prebuild.config.spec.EnvironmentClass(
                    CLASS,
                    "small",
                    "debian:12",
                    new Limits(1_500_000_000, 1 << 20, 0, 0, Optional.empty()),
                    Allowances.NONE,
                    Standby.PLAIN),
                new Repository(
                    "https://example.org/app.git",
                    Optional.of("main"),
                    Optional.of(new Repository.Credentials("bot", new Secret("geheim"))),
                    OptionalInt.empty()),
                Optional.empty(),
                List.of(new Task("build", "make", false), new Task("test", "make test", false)),
                List.of(),
                PrebuildSpec.Goal.COMPLETE,
                java.time.Duration.ofMinutes(10),
                Instant.ofEpochSecond(100, 5),
                new PrebuildSpec.Reported(dev.prebuild.config.spec.PrebuildPhase.STARTING, 4)));
  }

  @Test
  void readsWhatIsExcluded() {
    AssignedPrebuild.Builder most = prebuild();
    excluding(paths(99)).accept(most);
    most.addExcluded("/" + "x".repeat(1_021) + "*ü");

    assertThat(read(most).prebuilds().getFirst().excluded())
        .hasSize(100)
        .startsWith("/cache/0", "/cache/1");
    assertThat(read(prebuild()).prebuilds().getFirst().excluded()).isEmpty();
  }

  @Test
  void readsAPool() {
    assertThat(read(pool(1, 3)).warmPools())
        .containsExactly(
            new WarmPoolSpec(
                POOL,
                PROJECT,
                new dev.prebuild.config.spec.EnvironmentClass(
                    CLASS,
                    "small",
                    "debian:12",
                    new Limits(1_500_000_000, 1 << 20, 0, 0, Optional.empty()),
                    Allowances.NONE,
                    Standby.PLAIN),
                1,
                3,
                Optional.of(SNAPSHOT),
                Optional.of(new SnapshotReference("registry.example:5000/a/b", DIGEST)),
                false,
                9));
  }

  @Test
  void whatIsNotSetIsEmpty() {
    AssignedPrebuild.Builder prebuild = prebuild();
    prebuild.getRepositoryBuilder().clearCredentials().setRef("  ");
    AssignedWarmPool.Builder pool = pool(1, 3);
    pool.getWarmPoolBuilder().getSpecBuilder().clearSnapshotId();

    Repository repository = read(prebuild).prebuilds().getFirst().repository();

    assertThat(repository.ref()).isEmpty();
    assertThat(repository.credentials()).isEmpty();
    assertThat(read(pool).warmPools().getFirst().snapshotId()).isEmpty();
    assertThat(read(pool.clearSnapshotReference()).warmPools().getFirst().snapshotReference())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example/a",
        "registry.example/a:tag",
        "registry.example/a@sha256:0011",
        "registry.example/A@" + DIGEST,
        "https://registry.example/a@" + DIGEST,
        "a@" + DIGEST,
        "registry.example/a@md5:" + HEX,
        "registry.example/a b@" + DIGEST
      })
  void aPoolWhoseSnapshotIsSomewhereElseIsRejected(String reference) {
    DesiredState state = read(pool(1, 3).setSnapshotReference(reference));

    assertThat(state.warmPools()).isEmpty();
    assertThat(state.rejected())
        .singleElement()
        .satisfies(rejection -> assertThat(rejection.reason()).contains("snapshot's reference"));
  }

  @Test
  void aReferenceBeyondAllLengthIsRejected() {
    assertThat(
            read(pool(1, 3).setSnapshotReference("r.example/" + "a".repeat(400) + "@" + DIGEST))
                .rejected())
        .singleElement()
        .satisfies(rejection -> assertThat(rejection.reason()).contains("at most 400"));
  }

  @ParameterizedTest
  @CsvSource({
    "PREBUILD_PHASE_UNSPECIFIED, COMPLETE",
    "PREBUILD_PHASE_COMPLETED, COMPLETE",
    "PREBUILD_PHASE_CANCELLING, CANCEL",
    "PREBUILD_PHASE_CANCELLED, CANCEL",
    "PREBUILD_PHASE_DELETING, DELETE",
    "PREBUILD_PHASE_DELETED, DELETE"
  })
  void theDesiredPhaseIsTheGoal(PrebuildPhase desired, PrebuildSpec.Goal goal) {
    AssignedPrebuild.Builder prebuild = prebuild();
    prebuild.getPrebuildBuilder().getSpecBuilder().setDesiredPhase(desired);

    assertThat(read(prebuild).prebuilds().getFirst().goal()).isEqualTo(goal);
  }

  @ParameterizedTest
  @CsvSource({
    "WARM_POOL_PHASE_UNSPECIFIED, false",
    "WARM_POOL_PHASE_READY, false",
    "WARM_POOL_PHASE_DELETING, true",
    "WARM_POOL_PHASE_DELETED, true"
  })
  void aPoolMayBeOnItsWayOut(WarmPoolPhase desired, boolean isDeleting) {
    AssignedWarmPool.Builder pool = pool(1, 3);
    pool.getWarmPoolBuilder().getSpecBuilder().setDesiredPhase(desired);

    assertThat(read(pool).warmPools().getFirst().deleting()).isEqualTo(isDeleting);
  }

  @Test
  void aPhaseOfTheFutureIsTakenAsPending() {
    AssignedPrebuild.Builder prebuild = prebuild();
    prebuild.getPrebuildBuilder().getStatusBuilder().setPhaseValue(12_345);

    assertThat(read(prebuild).prebuilds().getFirst().reported().phase())
        .isEqualTo(dev.prebuild.config.spec.PrebuildPhase.PENDING);
  }

  private static Arguments spoiled(
      String what, Consumer<AssignedPrebuild.Builder> change, String reason) {
    return Arguments.of(Named.of(what, change), reason);
  }

  private static Consumer<AssignedPrebuild.Builder> timeout(long seconds, int nanos) {
    return prebuild ->
        prebuild
            .getPrebuildBuilder()
            .getSpecBuilder()
            .setTimeout(Duration.newBuilder().setSeconds(seconds).setNanos(nanos));
  }

  private static Consumer<AssignedPrebuild.Builder> excluding(String... paths) {
    return prebuild -> prebuild.addAllExcluded(List.of(paths));
  }

  private static String[] paths(int count) {
    return IntStream.range(0, count).mapToObj(i -> "/cache/" + i).toArray(String[]::new);
  }

  static final List<Arguments> SPOILED =
      List.of(
          spoiled("id", prebuild -> prebuild.getPrebuildBuilder().setId("../etc"), "../etc"),
          spoiled("no id", prebuild -> prebuild.getPrebuildBuilder().clearId(), ""),
          spoiled(
              "project",
              prebuild -> prebuild.getPrebuildBuilder().getMetadataBuilder().setProjectId("x"),
              "x"),
          spoiled("class", prebuild -> prebuild.getEnvironmentClassBuilder().setId("y"), "y"),
          spoiled("relative path", excluding("cache"), "got 'cache'"),
          spoiled("no path", excluding(""), "got ''"),
          spoiled("root", excluding("/"), "got '/'"),
          spoiled("path of two lines", excluding("/a\nb"), "got '/a?b'"),
          spoiled("path with NUL", excluding("/a\0b"), "got '/a?b'"),
          spoiled("path that is too long", excluding("/" + "x".repeat(1_024)), "2 to 1,024"),
          spoiled("one bad path of two", excluding("/a", "b"), "got 'b'"),
          spoiled("101 paths", excluding(paths(101)), "at most 100 paths"),
          spoiled("no timeout", timeout(0, 0), "timeout"),
          spoiled("negative timeout", timeout(-1, 0), "timeout"),
          spoiled("timeout above two hours", timeout(7_200, 1), "timeout"),
          spoiled("timeout beyond all numbers", timeout(Long.MAX_VALUE, Integer.MAX_VALUE), ""),
          spoiled(
              "time beyond all times",
              prebuild ->
                  prebuild
                      .getPrebuildBuilder()
                      .getMetadataBuilder()
                      .getCreatedAtBuilder()
                      .setSeconds(Long.MAX_VALUE),
              ""));

  @ParameterizedTest
  @FieldSource("SPOILED")
  void onePrebuildThatMakesNoSenseSpoilsItselfAlone(
      Consumer<AssignedPrebuild.Builder> change, String reason) {
    AssignedPrebuild.Builder bad = prebuild();
    change.accept(bad);

    DesiredState state = read(bad, prebuild());

    assertThat(state.prebuilds()).extracting(PrebuildSpec::id).containsExactly(PREBUILD);
    assertThat(state.rejected())
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.id()).isEqualTo(bad.getPrebuild().getId());
              assertThat(rejection.reason()).isNotBlank().contains(reason);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, true",
    "0, 20, true",
    "20, 20, true",
    "-1, 3, false",
    "4, 3, false",
    "0, 0, false",
    "0, 21, false"
  })
  void aPoolOutOfRangeSpoilsItselfAlone(int minSize, int maxSize, boolean isGood) {
    SyncResponse response =
        SyncResponse.newBuilder()
            .addWarmPools(pool(minSize, maxSize))
            .addWarmPools(pool(1, 2))
            .addPrebuilds(prebuild())
            .build();

    DesiredState state = DesiredState.read(response);

    assertThat(state.warmPools()).hasSize(isGood ? 2 : 1);
    assertThat(state.rejected()).hasSize(isGood ? 0 : 1);
    assertThat(state.prebuilds()).hasSize(1);
  }

  private static DesiredState readKey(String hex) {
    return DesiredState.read(
        SyncResponse.newBuilder()
            .setLogsTokenKey(ByteString.copyFrom(HexFormat.of().parseHex(hex)))
            .addPrebuilds(prebuild())
            .build());
  }

  @Test
  void readsTheKeyOfLogsTokens() {
    String hex = "302a300506032b6570032100" + "ab".repeat(32);

    DesiredState state = readKey(hex);

    assertThat(state.rejected()).isEmpty();
    assertThat(state.logsTokenKey())
        .contains(new LogsTokenKey(ByteString.copyFrom(HexFormat.of().parseHex(hex))));
    assertThat(read(prebuild()).logsTokenKey()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"00, 0", "302a300506032b6570032100, 0", "302a300506032b6571032100, 32"})
  void aKeyThatIsNoneSpoilsItselfAlone(String prefix, int more) {
    DesiredState state = readKey(prefix + "ab".repeat(more));

    assertThat(state.logsTokenKey()).isEmpty();
    assertThat(state.prebuilds()).hasSize(1);
    assertThat(state.rejected())
        .singleElement()
        .satisfies(rejection -> assertThat(rejection.reason()).contains("Ed25519"));
  }

  @Test
  void noSecretIsPrinted() {
    DesiredState state = read(prebuild());

    assertThat(state.prebuilds().getFirst().repository().credentials().orElseThrow().password())
        .extracting(Secret::reveal)
        .isEqualTo("geheim");
    assertThat(state.toString()).contains("bot", "***").doesNotContain("geheim");
  }

  @Test
  void readsWhatIsToStayAndWhatIsToGoOfSnapshots() {
    UUID gone = new UUID(6, 6);
    AssignedWarmPool.Builder notUnderstood = pool(3, 1);
    AssignedWarmPool.Builder leaving = pool(1, 3);
    leaving
        .getWarmPoolBuilder()
        .getSpecBuilder()
        .setSnapshotId(new UUID(7, 7).toString())
        .setDesiredPhase(WarmPoolPhase.WARM_POOL_PHASE_DELETED);
    AssignedWarmPool.Builder strange = pool(1, 3);
    strange.getWarmPoolBuilder().getSpecBuilder().setSnapshotId("strange");

    DesiredState state =
        DesiredState.read(
            SyncResponse.newBuilder()
                .addWarmPools(notUnderstood)
                .addWarmPools(leaving)
                .addWarmPools(strange)
                .addDeletedSnapshots(gone.toString())
                .addDeletedSnapshots("nonsense")
                .build());

    assertThat(state.poolSnapshots()).containsExactly(SNAPSHOT);
    assertThat(state.deletedSnapshots()).containsExactly(gone);
    assertThat(state.rejected())
        .extracting(DesiredState.Rejection::id)
        .containsExactly(POOL.toString(), POOL.toString(), "nonsense");
  }
}
