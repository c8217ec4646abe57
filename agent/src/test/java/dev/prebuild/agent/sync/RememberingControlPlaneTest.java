package dev.prebuild.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.config.wire.runner.v1.Credentials;
import dev.prebuild.config.wire.runner.v1.EnvironmentClass;
import dev.prebuild.config.wire.runner.v1.Repository;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent knows of its pools while its control plane is away. */
class RememberingControlPlaneTest {
  private final UUID poolId = UUID.randomUUID();
  private final Told told = new Told();
  @TempDir private Path folder;

  @Test
  void thePoolsOfTheLastAnswerAreRecalledByTheNextRun() throws InterruptedException {
    told.answer = SyncResponse.newBuilder().setRevision(7).addWarmPools(pool(1, 3)).build();
    remembering().sync(0, Duration.ZERO);

    assertThat(remembering().recall().pools())
        .singleElement()
        .returns(poolId, WarmPoolSpec::id)
        .returns(1, WarmPoolSpec::minSize)
        .returns(3, WarmPoolSpec::maxSize);
  }

  @Test
  void theClassesOfTheLastAnswerAreRecalledAsWell() throws InterruptedException {
    UUID classId = UUID.randomUUID();
    told.answer =
        SyncResponse.newBuilder()
            .setRevision(7)
            .addEnvironmentClasses(EnvironmentClass.newBuilder().setId(classId.toString()))
            .build();
    remembering().sync(0, Duration.ZERO);

    assertThat(remembering().recall().environmentClasses())
        .extracting(environmentClass -> environmentClass.id())
        .containsExactly(classId);
  }

  @Test
  void aPoolThatIsNotInTheLastAnswerIsForgotten() throws InterruptedException {
    told.answer = SyncResponse.newBuilder().setRevision(7).addWarmPools(pool(1, 3)).build();
    remembering().sync(0, Duration.ZERO);
    told.answer = SyncResponse.newBuilder().setRevision(8).build();
    remembering().sync(7, Duration.ZERO);

    assertThat(remembering().recall().pools()).isEmpty();
  }

  @Test
  void nothingIsKnownBeforeTheFirstAnswer() {
    assertThat(remembering().recall().pools()).isEmpty();
  }

  @Test
  void aBrokenFileIsPassedOver() throws IOException {
    Files.writeString(file(), "no message at all");

    assertThat(remembering().recall().pools()).isEmpty();
  }

  @Test
  void noCredentialsReachTheFile() throws IOException, InterruptedException {
    Credentials credentials = Credentials.newBuilder().setPassword("hunter2").build();
    told.answer =
        SyncResponse.newBuilder()
            .setRevision(7)
            .addPrebuilds(
                AssignedPrebuild.newBuilder()
                    .setRepository(Repository.newBuilder().setCredentials(credentials)))
            .addWarmPools(pool(1, 3))
            .build();
    remembering().sync(0, Duration.ZERO);

    assertThat(new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1))
        .contains(poolId.toString())
        .doesNotContain("hunter2");
  }

  private RememberingControlPlane remembering() {
    return new RememberingControlPlane(told, file());
  }

  private Path file() {
    return folder.resolve("pools.binpb");
  }

  private AssignedWarmPool pool(int minSize, int maxSize) {
    var spec =
        dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec.newBuilder()
            .setMinSize(minSize)
            .setMaxSize(maxSize);
    return AssignedWarmPool.newBuilder()
        .setWarmPool(
            WarmPool.newBuilder()
                .setId(poolId.toString())
                .setMetadata(
                    WarmPoolMetadata.newBuilder().setProjectId(UUID.randomUUID().toString()))
                .setSpec(spec))
        .setEnvironmentClass(EnvironmentClass.newBuilder().setId(UUID.randomUUID().toString()))
        .build();
  }

  private static final class Told implements ControlPlane {
    private SyncResponse answer = SyncResponse.getDefaultInstance();

    @Override
    public SyncResponse sync(long knownRevision, Duration wait) {
      return answer;
    }

    @Override
    public SyncResponse look() {
      return answer;
    }

    @Override
    public PrebuildStatus report(UUID prebuildId, PrebuildStatus status) {
      return status;
    }

    @Override
    public WarmPoolStatus report(UUID warmPoolId, WarmPoolStatus status) {
      return status;
    }
  }
}
