package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.Set;
import java.util.UUID;

/** The control plane's API, as a user calls it. */
public record ControlPlaneCalls(AgentSettings settings) {
  private static final Set<PrebuildPhase> ENDS =
      Set.of(
          PrebuildPhase.PREBUILD_PHASE_COMPLETED,
          PrebuildPhase.PREBUILD_PHASE_FAILED,
          PrebuildPhase.PREBUILD_PHASE_CANCELLED,
          PrebuildPhase.PREBUILD_PHASE_DELETED);

  public UUID createPrebuild(TestProject project) throws Exception {
    CreatePrebuildResponse.Builder answer = CreatePrebuildResponse.newBuilder();
    call(
        "CreatePrebuild",
        "{\"projectId\": \"%s\", \"environmentClassId\": \"%s\"}"
            .formatted(project.id(), project.classId()),
        answer);
    return UUID.fromString(answer.getPrebuild().getId());
  }

  /**
   * The same with a limit of its own.
   *
   * @param seconds that all of it may take
   */
  public UUID createPrebuild(TestProject project, int seconds) throws Exception {
    CreatePrebuildResponse.Builder answer = CreatePrebuildResponse.newBuilder();
    call(
        "CreatePrebuild",
        "{\"projectId\": \"%s\", \"environmentClassId\": \"%s\", \"spec\": {\"timeout\": \"%ds\"}}"
            .formatted(project.id(), project.classId(), seconds),
        answer);
    return UUID.fromString(answer.getPrebuild().getId());
  }

  public PrebuildStatus prebuild(UUID id) throws Exception {
    GetPrebuildResponse.Builder answer = GetPrebuildResponse.newBuilder();
    call("GetPrebuild", "{\"prebuildId\": \"%s\"}".formatted(id), answer);
    return answer.getPrebuild().getStatus();
  }

  public static boolean isOver(PrebuildStatus status) {
    return ENDS.contains(status.getPhase());
  }

  public UUID createWarmPool(TestProject project, int min, int max) throws Exception {
    CreateWarmPoolResponse.Builder answer = CreateWarmPoolResponse.newBuilder();
    call(
        "CreateWarmPool",
        "{\"projectId\": \"%s\", \"environmentClassId\": \"%s\", \"minSize\": %d, \"maxSize\": %d}"
            .formatted(project.id(), project.classId(), min, max),
        answer);
    return UUID.fromString(answer.getWarmPool().getId());
  }

  public WarmPoolStatus warmPool(UUID id) throws Exception {
    GetWarmPoolResponse.Builder answer = GetWarmPoolResponse.newBuilder();
    call("GetWarmPool", "{\"warmPoolId\": \"%s\"}".formatted(id), answer);
    return answer.getWarmPool().getStatus();
  }

  /** The snapshot that a pool is wanted to be made of; empty for none. */
  public String snapshotOf(UUID poolId) throws Exception {
    GetWarmPoolResponse.Builder answer = GetWarmPoolResponse.newBuilder();
    call("GetWarmPool", "{\"warmPoolId\": \"%s\"}".formatted(poolId), answer);
    return answer.getWarmPool().getSpec().getSnapshotId();
  }

  public void resize(UUID poolId, int min, int max) throws Exception {
    call(
        "UpdateWarmPool",
        "{\"warmPoolId\": \"%s\", \"minSize\": %d, \"maxSize\": %d}".formatted(poolId, min, max),
        UpdateWarmPoolResponse.newBuilder());
  }

  public void deleteWarmPool(UUID poolId) throws Exception {
    call(
        "DeleteWarmPool",
        "{\"warmPoolId\": \"%s\"}".formatted(poolId),
        DeleteWarmPoolResponse.newBuilder());
  }

  public void cancel(UUID prebuildId) throws Exception {
    call(
        "CancelPrebuild",
        "{\"prebuildId\": \"%s\"}".formatted(prebuildId),
        CancelPrebuildResponse.newBuilder());
  }

  public void delete(UUID prebuildId) throws Exception {
    call(
        "DeletePrebuild",
        "{\"prebuildId\": \"%s\"}".formatted(prebuildId),
        DeletePrebuildResponse.newBuilder());
  }

  private void call(String method, String body, Message.Builder target) throws Exception {
    String token = Files.readString(settings.state().resolve("user.token")).strip();
    Answer answer =
        Answer.to(
            Answer.request("%s/gitpod.v1.PrebuildService/%s".formatted(settings.url(), method))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    assertThat(answer.status()).as("%s: %s", method, answer).isEqualTo(200);
    JsonFormat.parser().merge(answer.text(), target);
  }
}
