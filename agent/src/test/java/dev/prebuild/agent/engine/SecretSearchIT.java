package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ChangeLog;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Task;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found in the container of a prebuild, on its disk and through the engine alike. */
class SecretSearchIT {
  private static final String PASSWORD = "sw0rd/fish?of+ours";

  private EngineFixture fixture;
  private EngineSnapshotHost snapshots;
  private PrebuildRuns runs;

  @BeforeEach
  void open(@TempDir Path runtime, @TempDir Path checkout) {
    fixture = new EngineFixture(runtime);
    snapshots = fixture.snapshotHost();
    runs = new PrebuildRuns(fixture.prebuildHost(), checkout);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private PrebuildSpec ended(String command) throws InterruptedException {
    PrebuildSpec spec =
        EngineFixture.withPassword(
            EngineFixture.prebuild(
                fixture.environmentClass,
                new Task("build", "set -e; mkdir /opt; " + command, false)),
            PASSWORD);
    assertThat(runs.run(spec).exitCode()).isZero();
    return spec;
  }

  private SearchReport throughTheEngine(PrebuildSpec spec, long mostBytes)
      throws InterruptedException {
    String name = Naming.prebuild(spec.id());
    InspectContainerResponse container = fixture.engine.client().inspectContainerCmd(name).exec();
    ContainerConfig config = Objects.requireNonNull(container.getConfig());
    return new SecretSearch(fixture.room.engine(), Needles.of(spec), mostBytes)
        .search(name, config, Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "||",
      maxCharsPerColumn = 2000,
      textBlock =
          """
          a plain file || echo "token: sw0rd/fish?of+ours" > notes || /workspaces/example/notes
          far into a binary file || { head -c 40000001 /dev/urandom; printf 'sw0rd/fish?of+ours'; head -c 1000 /dev/urandom; } > /opt/bin || /opt/bin
          a repository's settings || mkdir .git; echo "url = https://bot:sw0rd%2Ffish%3Fof%2Bours@git.example" > .git/config || /workspaces/example/.git/config
          a shell's history || echo "curl -u 'bot:sw0rd/fish?of+ours' x" > /root/.ash_history || /root/.ash_history
          base64 || printf 'bot:sw0rd/fish?of+ours' | base64 > /root/.docker || /root/.docker
          within a longer base64 text || printf '{"auth": "xsw0rd/fish?of+oursx"}' | base64 | tr -d '\\n' > /root/a || /root/a
          in small digits || echo "sw0rd%2ffish%3fof%2bours" > /root/.git-credentials || /root/.git-credentials
          a file of the base || echo "sw0rd/fish?of+ours" >> /etc/passwd || /etc/passwd
          a name, over two folders || mkdir -p /opt/a/sw0rd && echo > '/opt/a/sw0rd/fish?of+ours' || a name in /opt/a/sw0rd
          a name || echo > /opt/sw0rd%2Ffish%3Fof%2Bours || a name in /opt
          the target of a link || ln -s https://bot:sw0rd/fish?of+ours@git.example /opt/link || /opt/link
          """)
  void isFound(String where, String command, String path) throws Exception {
    PrebuildSpec spec = ended(command);

    assertThat(snapshots.footprint(spec.id()).files()).as("its disk can be read").isPositive();
    assertThat(snapshots.search(spec.id(), Needles.of(spec), 1L << 30).hits())
        .containsExactly(path);
    assertThat(throughTheEngine(spec, 1L << 30).hits()).containsExactly(path);
  }

  @Test
  void whatIsCleanHasNoHits() throws Exception {
    PrebuildSpec spec =
        ended(
            "echo sw0rd/fish?of+theirs > a; ln a b; ln -s a c; mkfifo d; rm /etc/group; echo 12 > e");

    assertThat(snapshots.footprint(spec.id()).files()).as("its disk can be read").isPositive();
    assertThat(snapshots.search(spec.id(), Needles.of(spec), 1L << 30))
        .isEqualTo(new SearchReport(List.of(), 45, 0, List.of()));
    // Other names of a file are no files of their own there.
    assertThat(throughTheEngine(spec, 1L << 30))
        .isEqualTo(new SearchReport(List.of(), 24, 0, List.of()));
  }

  /** Of the base, so that it is nothing that the snapshot adds. */
  @Test
  void whatTheBaseHoldsIsNotSearched() throws Exception {
    PrebuildSpec spec =
        EngineFixture.withPassword(
            EngineFixture.prebuild(fixture.environmentClass, new Task("build", "true", false)),
            "root:x:0:0");
    runs.run(spec);

    assertThat(snapshots.search(spec.id(), Needles.of(spec), 1L << 30).hits()).isEmpty();
    assertThat(throughTheEngine(spec, 1L << 30).hits()).isEmpty();
  }

  @Test
  void theLimitHoldsAndIsTold() throws Exception {
    PrebuildSpec spec =
        ended("head -c 3000000 /dev/zero > large; echo 'sw0rd/fish?of+ours' > small");
    SearchReport expected =
        new SearchReport(
            List.of("/workspaces/example/small"),
            19,
            3_000_000,
            List.of("/workspaces/example/large"));

    assertThat(snapshots.search(spec.id(), Needles.of(spec), 2_000_000)).isEqualTo(expected);
    assertThat(throughTheEngine(spec, 2_000_000)).isEqualTo(expected);
  }

  /** Nothing of the agent's own is among it, but the place that it had. */
  @Test
  void aPrebuildThatDoesNothingAddsItsWorkspaceAlone() throws Exception {
    PrebuildSpec spec =
        EngineFixture.prebuild(fixture.environmentClass, new Task("build", "true", false));
    runs.run(spec);

    assertThat(
            fixture.engine.client().containerDiffCmd(Naming.prebuild(spec.id())).exec().stream()
                .map(ChangeLog::getPath))
        .containsExactlyInAnyOrder(
            "/run", "/run/environment", "/workspaces", "/workspaces/example");
  }

  @Test
  void whatIsExcludedIsNotInTheSnapshot() throws Exception {
    PrebuildSpec spec =
        EngineFixture.excluding(
            EngineFixture.prebuild(
                fixture.environmentClass,
                new Task(
                    "build",
                    "set -e; mkdir -p /opt /root/.cache/a '/opt/b c'; touch /root/.cache/.x /root/.cache/a/y '/opt/b c/z' kept; rm -rf .cache; ln -s /etc .cache",
                    false)),
            "/root/.cache/*",
            "/opt/b c",
            "/workspaces/*/.cache/*",
            "/etc/hosts");

    assertThat(runs.run(spec).warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.text()).startsWith("/etc/hosts is excluded, but"));
    EngineFixture.snapshot(snapshots, spec, Ledger.Entry.begin(Instant.EPOCH, 1));

    assertThat(
            fixture.inImage(
                Naming.snapshotImage(spec.id()),
                "/bin/sh",
                "-c",
                "ls -A /root/.cache /opt; ls -A; ls /etc/passwd"))
        .isEqualTo("/opt:\n\n/root/.cache:\n.cache\nkept\n/etc/passwd\n");
  }
}
