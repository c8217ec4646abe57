package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.HostConfig;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import dev.prebuild.pool.instance.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims by another class than the pool's. */
class OtherClassIT {
  private static final long MIB = 1 << 20;
  private static final long CORE = 1_000_000_000;
  private static final Limits LARGE = new Limits(CORE, 384 * MIB, 200, 0, Optional.empty());
  private static final Limits SMALL = new Limits(CORE / 2, 48 * MIB, 50, 0, Optional.empty());

  private EngineFixture fixture;
  private EngineInstanceHost host;
  private WarmPoolSpec pool;

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = fixture.instanceHost();
    pool = fixture.pool(fixture.makeSnapshot(""));
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  private EnvironmentClass other(Limits limits) {
    return fixture.newClass(limits, Standby.PLAIN);
  }

  private Instance newInstance() {
    return host.create(UUID.randomUUID(), pool, pool.snapshotId().orElseThrow());
  }

  private HostConfig limits(Environment environment) {
    return fixture
        .engine
        .client()
        .inspectContainerCmd(environment.containerId())
        .exec()
        .getHostConfig();
  }

  private void assertLimits(Environment environment, Limits wanted) {
    assertThat(limits(environment))
        .returns(wanted.nanoCpus(), HostConfig::getNanoCPUs)
        .returns(wanted.memoryBytes(), HostConfig::getMemory)
        .returns(2 * wanted.memoryBytes(), HostConfig::getMemorySwap)
        .returns(wanted.processes(), HostConfig::getPidsLimit);
  }

  private Path record(Instance instance) {
    return fixture.state().resolve("classes").resolve(instance.id().toString());
  }

  @Test
  void theLimitsAreThoseOfTheClaimsClass() throws Exception {
    for (Limits limits : List.of(LARGE, SMALL)) {
      EnvironmentClass other = other(limits);
      assertThat(host.knowsClass(other.id())).isTrue();

      Environment claimed = host.claim(newInstance(), EngineFixture.request(pool, other));

      assertLimits(claimed, limits);
      assertThat(
              fixture.engine.exec(
                  claimed.containerId(), "cat", "/run/environment/environment-class-id"))
          .isEqualTo(other.id() + "\n");
    }
  }

  @Test
  void whereTheClassLimitsNothingThereIsAllOfTheHost() {
    Environment claimed =
        host.claim(newInstance(), EngineFixture.request(pool, other(Limits.NONE)));

    var info = fixture.engine.client().infoCmd().exec();
    assertThat(limits(claimed)).returns(info.getMemTotal(), HostConfig::getMemory);
    assertThat(limits(claimed).getNanoCPUs()).as("had none").isZero();
  }

  @Test
  void theEnvironmentIsOfTheClaimsClassForGood() {
    EnvironmentClass other = other(LARGE);
    ClaimRequest request = EngineFixture.request(pool, other);
    Environment claimed = host.claim(newInstance(), request);
    ClaimRequest ofThePoolsClass =
        new ClaimRequest(
            request.environmentId(),
            request.projectId(),
            pool.environmentClass().id(),
            Map.of(),
            Map.of(),
            request.patience());

    for (EngineRoom room : List.of(fixture.room, fixture.newRoom())) {
      Environment found = room.environments().find(claimed.id()).orElseThrow();
      assertThat(found).isEqualTo(claimed);
      assertThat(room.environments().list())
          .extracting(Environment::environmentClassId)
          .containsExactly(other.id());
      assertThat(found.environmentClassId()).isEqualTo(other.id());
      assertThat(ClaimResult.exists(request, found)).isInstanceOf(ClaimResult.Repeated.class);
      assertThat(ClaimResult.exists(ofThePoolsClass, found))
          .isInstanceOfSatisfying(
              ClaimResult.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(ClaimResult.Reason.CONFLICT));
    }
  }

  /** As an agent leaves it that is killed behind the change of name; its class is gone since. */
  @Test
  void aRepeatedClaimMakesUpForWhatACrashHasLeftUndone() {
    Instance made = newInstance();
    EnvironmentClass other = other(LARGE);
    ClaimRequest request = EngineFixture.request(pool, other);
    fixture.room.belongings().classes().set(made.id(), other);
    fixture
        .room
        .containers()
        .rename(made.containerId(), Naming.environment(request.environmentId()));
    fixture.environmentClasses.know(List.of());
    EngineInstanceHost restarted = fixture.instanceHost(fixture.newRoom());
    Environment half = restarted.findEnvironment(request.environmentId()).orElseThrow();
    assertThat(half.environmentClassId()).isEqualTo(other.id());

    restarted.redeliver(half, request);

    assertLimits(half, LARGE);
    assertThat(fixture.privateFolder(made.id()).resolve("ready")).exists();
  }

  @Test
  void aClassThatIsNotKnownGetsNothing() {
    Instance made = newInstance();
    ClaimRequest request = EngineFixture.request(pool, other(LARGE));
    fixture.environmentClasses.know(List.of());
    assertThat(host.knowsClass(request.environmentClassId())).isFalse();

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.claim(made, request))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
        .withMessageContaining(request.environmentClassId().toString());

    assertThat(host.findInstance(pool.id(), made.id())).contains(made);
  }

  /** The claim that was too late has left a record of its class. */
  @Test
  void whatAFailedClaimHasWrittenDownHoldsForNobodyElse() {
    Instance first = newInstance();
    Instance second = newInstance();
    ClaimRequest request = EngineFixture.request(pool, other(LARGE));
    host.claim(first, request);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.claim(second, request))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NAME_TAKEN));
    assertThat(record(second)).exists();

    Environment claimed = host.claim(second, EngineFixture.request(pool, "secret"));

    assertThat(claimed.environmentClassId()).isEqualTo(pool.environmentClass().id());
    assertThat(record(second)).doesNotExist();
    assertThat(limits(claimed).getMemory())
        .isEqualTo(pool.environmentClass().limits().memoryBytes());
  }

  @Test
  void lessMemoryThanIsInUseFailsUntilThereIsLess() throws Exception {
    Instance made = newInstance();
    String fill = "dd if=/dev/zero of=/dev/shm/large bs=1M count=60 2>/dev/null";
    fixture.engine.exec(made.containerId(), "/bin/sh", "-c", fill);
    ClaimRequest request = EngineFixture.request(pool, other(SMALL));

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.claim(made, request))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
        .withMessageContaining("limits")
        .withMessageContaining(Long.toString(SMALL.memoryBytes()));
    Environment half = host.findEnvironment(request.environmentId()).orElseThrow();
    assertThat(fixture.privateFolder(made.id()).resolve("ready")).doesNotExist();
    fixture.engine.exec(made.containerId(), "rm", "/dev/shm/large");

    host.redeliver(half, request);

    assertLimits(half, SMALL);
    assertThat(fixture.privateFolder(made.id()).resolve("ready")).exists();
  }

  @Test
  void oneFromTheSnapshotIsMadeForTheClaimsClass() {
    EnvironmentClass other = other(LARGE);

    Environment made =
        host.createEnvironment(
            EngineFixture.request(pool, other), pool, pool.snapshotId().orElseThrow());

    assertThat(made.environmentClassId()).isEqualTo(other.id());
    assertLimits(made, LARGE);
  }

  @Test
  void theRecordGoesWithTheEnvironment() {
    Instance made = newInstance();
    Environment claimed = host.claim(made, EngineFixture.request(pool, other(LARGE)));
    assertThat(record(made)).exists();

    assertThat(fixture.room.environments().remove(claimed.id())).isTrue();

    assertThat(record(made)).doesNotExist();
  }
}
