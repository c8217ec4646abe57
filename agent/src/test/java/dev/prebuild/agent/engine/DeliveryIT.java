package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a claim brings into the container, and what the engine shows of it: nothing. */
class DeliveryIT {
  private static final String SECRET = "swordfish-" + UUID.randomUUID();

  private EngineFixture fixture;
  private EngineInstanceHost host;

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = fixture.instanceHost();
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "dev, 1000", "1000, 1000", "1234:77, 1234"})
  void filesAreTheUsersAlone(String user, int uid) throws Exception {
    UUID snapshotId = fixture.makeSnapshot(user);
    WarmPoolSpec pool = fixture.pool(snapshotId);
    ClaimRequest request = EngineFixture.request(pool, SECRET);

    Environment claimed = host.claim(host.create(UUID.randomUUID(), pool, snapshotId), request);

    assertThat(shell(claimed, "cat variables/GREETING")).isEqualTo("hello\nworld");
    assertThat(shell(claimed, "cat secrets/TOKEN")).isEqualTo(SECRET);
    assertThat(shell(claimed, "cat environment-id project-id environment-class-id"))
        .isEqualTo(
            "%s\n%s\n%s\n"
                .formatted(
                    request.environmentId(), request.projectId(), request.environmentClassId()));
    assertThat(shell(claimed, "find . -type f | xargs stat -c '%n %a %u' | sort").lines())
        .containsExactly(
            "./environment-class-id 400 " + uid,
            "./environment-id 400 " + uid,
            "./project-id 400 " + uid,
            "./ready 400 " + uid,
            "./secrets/TOKEN 400 " + uid,
            "./variables/GREETING 400 " + uid);
    assertThat(shell(claimed, "stat -c '%a %u' . secrets variables").lines())
        .containsOnly("700 " + uid);
  }

  @Test
  void theMarkerComesLast() throws Exception {
    UUID snapshotId = fixture.makeSnapshot("");
    WarmPoolSpec pool = fixture.pool(snapshotId);
    ClaimRequest request = EngineFixture.request(pool, SECRET);
    Instance instance = host.create(UUID.randomUUID(), pool, snapshotId);
    Path folder = fixture.privateFolder(instance.id());
    // Nothing can be written over a folder that is not empty: each of the files fails in turn.
    List<String> names = List.of("variables/GREETING", "secrets/TOKEN", "environment-class-id");
    for (String name : names) {
      Files.createDirectories(folder.resolve(name).resolve("in-the-way"));
    }
    for (String name : names) {
      assertThatExceptionOfType(HostException.class).isThrownBy(() -> deliver(instance, request));
      assertThat(folder.resolve("ready")).as("while %s is missing", name).doesNotExist();
      Files.delete(folder.resolve(name).resolve("in-the-way"));
      Files.delete(folder.resolve(name));
    }

    deliver(instance, request);

    assertThat(folder.resolve("ready")).exists();
  }

  /** A claim that is repeated until it succeeds. */
  private void deliver(Instance instance, ClaimRequest request) {
    Optional<Environment> claimed = host.findEnvironment(request.environmentId());
    if (claimed.isPresent()) {
      host.redeliver(claimed.get(), request);
    } else {
      host.claim(instance, request);
    }
  }

  /** As when a client has lost patience and asks again, and again. */
  @Test
  void manyDeliveriesAtOnceAreNotInEachOthersWay() throws Exception {
    UUID snapshotId = fixture.makeSnapshot("");
    WarmPoolSpec pool = fixture.pool(snapshotId);
    ClaimRequest request = EngineFixture.request(pool, SECRET);
    Environment claimed = host.claim(host.create(UUID.randomUUID(), pool, snapshotId), request);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Environment> again :
          threads.invokeAll(
              Collections.<Callable<Environment>>nCopies(
                  100, () -> host.redeliver(claimed, request)))) {
        assertThat(again.get()).isEqualTo(claimed);
      }
    }

    assertThat(shell(claimed, "cat secrets/TOKEN")).isEqualTo(SECRET);
  }

  @Test
  void theEngineShowsNoSecret() throws Exception {
    UUID snapshotId = fixture.makeSnapshot("");
    WarmPoolSpec pool = fixture.pool(snapshotId);
    ClaimRequest request = EngineFixture.request(pool, SECRET);

    Environment warm = host.claim(host.create(UUID.randomUUID(), pool, snapshotId), request);
    Environment cold =
        host.createEnvironment(EngineFixture.request(pool, SECRET), pool, snapshotId);

    for (Environment environment : List.of(warm, cold)) {
      assertThat(shell(environment, "cat secrets/TOKEN")).isEqualTo(SECRET);
      assertThat(fixture.engine.get("/containers/%s/json".formatted(environment.containerId())))
          .contains(environment.name())
          .doesNotContain(SECRET);
      assertThat(fixture.engine.log(environment.containerId())).doesNotContain(SECRET);
    }
  }

  /** Not even if somebody makes an image of the environment. */
  @Test
  void noImageHasIt() throws Exception {
    UUID snapshotId = fixture.makeSnapshot("");
    WarmPoolSpec pool = fixture.pool(snapshotId);
    Environment claimed =
        host.claim(
            host.create(UUID.randomUUID(), pool, snapshotId), EngineFixture.request(pool, SECRET));

    String image =
        fixture
            .engine
            .client()
            .commitCmd(claimed.containerId())
            .withLabels(Map.of(Naming.OWNER, fixture.runnerId.toString()))
            .exec();

    assertThat(fixture.inImage(image, "ls", "-A", PrivateFolders.MOUNT)).isEmpty();
    assertThat(fixture.engine.get("/images/%s/json".formatted(image)))
        .contains(Naming.INSTANCE_ID)
        .doesNotContain(SECRET)
        .doesNotContain(claimed.id().toString());
    assertThat(fixture.labels(image).values()).doesNotContain(claimed.id().toString());
  }

  @Test
  void itGoesWithTheEnvironment() {
    UUID snapshotId = fixture.makeSnapshot("");
    WarmPoolSpec pool = fixture.pool(snapshotId);
    Environment claimed =
        host.claim(
            host.create(UUID.randomUUID(), pool, snapshotId), EngineFixture.request(pool, SECRET));
    assertThat(fixture.privateFolder(claimed.instanceId()).resolve("secrets/TOKEN")).exists();

    assertThat(fixture.room.environments().remove(claimed.id())).isTrue();

    assertThat(fixture.privateFolder(claimed.instanceId())).doesNotExist();
    assertThat(host.findEnvironment(claimed.id())).isEmpty();
  }

  private String shell(Environment environment, String command) throws InterruptedException {
    return fixture.engine.exec(
        environment.containerId(),
        "/bin/sh",
        "-c",
        "cd %s && %s".formatted(PrivateFolders.MOUNT, command));
  }
}
