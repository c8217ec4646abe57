package dev.prebuild.agent.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.cli.doctor.EngineAnswer.Said;
import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.HttpClients;
import dev.prebuild.agent.daemon.RunnerLock;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExaminationTest {
  private static final UUID RUNNER = UUID.fromString("11111111-1111-1111-1111-111111111111");

  @TempDir Path folder;

  private Map<String, Verdict> examine(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("settings.yaml"), yaml);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (HttpClients clients = new HttpClients()) {
      return new Examination(
              file,
              Place.Overrides.NONE,
              _ -> new Said("26.1", "1.24", "1.45", "overlay2", folder.toString()),
              clients,
              Clock.systemUTC())
          .findings().all().stream().collect(Collectors.toMap(Finding::subject, Finding::verdict));
    }
  }

  /** An address where nobody listens: it was free a moment ago. */
  private String settings(String more) throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return """
          runner: {id: %s}
          engine: {socket: %2$s/docker.sock}
          paths: {state: %2$s, runtime: %2$s/run}
          http: {port: %3$d}
          disk: {minimumFree: 1MiB}
          %4$s
          """
          .formatted(RUNNER, folder, free.getLocalPort(), more);
    }
  }

  @Test
  void aHostOnWhichNothingHasRunYet() throws Exception {
    Map<String, Verdict> found =
        examine(
            settings(
                """
                standalone:
                  organizationId: 11111111-1111-1111-1111-111111111111
                  environmentClasses: [{id: 11111111-1111-1111-1111-111111111111, name: a, image: b}]
                  projects: []
                """));

    assertThat(found)
        .containsKeys("engine API", "storage driver", "data root", "git", "token of user");
    assertThat(found.get("settings")).isInstanceOf(Fine.class);
    assertThat(found.get("settings file")).isInstanceOf(Fine.class);
    assertThat(found.get("engine")).isInstanceOf(Fine.class);
    assertThat(found.get("disk of engine")).isInstanceOf(Fine.class);
    assertThat(found.get("disk of state")).isInstanceOf(Fine.class);
    assertThat(found.get("runner lock")).extracting(Verdict::what).asString().contains("free");
    assertThat(found.get("agent")).isInstanceOf(Verdict.Warning.class);
    assertThat(found.get("control plane")).isEqualTo(new Fine("the agent's own"));
  }

  @Test
  void aHostWithoutItsControlPlane() throws Exception {
    Map<String, Verdict> found =
        examine(
            settings(
                "controlPlane: {url: http://127.0.0.1:1, tokenFile: %s/none}".formatted(folder)));

    assertThat(found.get("control plane")).isInstanceOf(Broken.class);
    assertThat(found.get("runner's token")).isInstanceOf(Broken.class);
  }

  /** All else is looked at all the same, by what does make sense. */
  @Test
  void settingsThatMakeNoSense() throws Exception {
    Map<String, Verdict> found = examine(settings("nonsense: 1"));

    assertThat(found.get("settings")).isInstanceOf(Broken.class);
    assertThat(found.get("settings")).extracting(Verdict::what).asString().contains("nonsense");
    assertThat(found.get("disk of state"))
        .extracting(Verdict::what)
        .asString()
        .contains(folder.toString());
  }

  @Test
  void aListenerWhoseKeyIsNotThere() throws Exception {
    String yaml =
        settings("").replace("http: {", "http: {tls: {certificateFile: /none, keyFile: /none}, ");

    Map<String, Verdict> found = examine(yaml);

    assertThat(found.get("key of the listener")).isInstanceOf(Broken.class);
    assertThat(found.get("agent"))
        .extracting(Verdict::what)
        .asString()
        .contains("https://", "/none");
  }

  @Test
  void settingsThatAreNoYaml() throws Exception {
    Map<String, Verdict> found = examine("{");

    assertThat(found.get("settings")).isInstanceOf(Broken.class);
    assertThat(found).containsKeys("engine", "git", "agent");
  }

  @Test
  void aLockThatIsHeldIsSeenAndNotTouched() throws Exception {
    String settings = settings("");
    try (RunnerLock _ = RunnerLock.take(folder.resolve("docker.sock"), RUNNER)) {
      assertThat(examine(settings).get("runner lock"))
          .extracting(Verdict::what)
          .asString()
          .contains("process %d ".formatted(ProcessHandle.current().pid()));
    }

    assertThat(examine(settings).get("runner lock"))
        .extracting(Verdict::what)
        .asString()
        .contains("free");
  }
}
