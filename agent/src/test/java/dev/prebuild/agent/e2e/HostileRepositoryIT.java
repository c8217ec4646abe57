package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.PrebuildCase;
import dev.prebuild.agent.testkit.PrebuildCases;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestRepository;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Repositories that mean harm: the agent is well afterwards, and nothing of the host is touched.
 */
class HostileRepositoryIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  /** Files of the host that nothing may change, and whose content may get nowhere. */
  private static final Path CANARIES = HOST.folder.resolve("canaries");

  private static final String SECRET = "canary-" + UUID.randomUUID();

  /** Larger than the heap of the agent. */
  private static final long HUGE_BYTES = 300L << 20;

  private static final String LEFT_OUT =
      "dev container: left out, the prebuild goes on in image " + HOST.engine.image() + ": ";
  private static final String BUILT = "cp README built";

  private static final List<PrebuildCase> LINKS =
      List.of(
          PrebuildCase.of("links to the host")
              .change(it -> it.link("shadow", "/etc/shadow"))
              .change(it -> it.link("secret", CANARIES.resolve("secret").toString()))
              .change(it -> it.link("canaries", CANARIES.toString()))
              .change(it -> it.link("up", "../../../../.." + CANARIES))
              .task("write through them", "echo >canaries/written; rm -rf canaries/; echo >secret")
              .optionalTask("go on", "true")
              .fails("step 'write through them' exited with code…"),
          PrebuildCase.of("links to the host that stay")
              .change(it -> it.link("secret", CANARIES.resolve("secret").toString()))
              .change(it -> it.link("state", HOST.folder.resolve("agent/state").toString()))
              .prints(
                  "readlink secret; readlink state; cat secret state/* 2>/dev/null",
                  CANARIES.resolve("secret").toString(),
                  HOST.folder.resolve("agent/state").toString()),
          PrebuildCase.of("devcontainer.json is a link to a file of the host")
              .change(
                  it ->
                      it.link(
                          ".devcontainer/devcontainer.json",
                          CANARIES.resolve("devcontainer.json").toString()))
              .task("build", BUILT)
              .prints("cat built; echo \"secret: [$SECRET]\"", "read me", "secret: []"),
          PrebuildCase.of("its folder is a link to one of the host")
              .change(it -> it.link(".devcontainer", CANARIES.toString()))
              .task("build", BUILT)
              .warns(LEFT_OUT + "…leads through a link; links are not followed")
              .prints("cat built; echo \"secret: [$SECRET]\"", "read me", "secret: []"),
          PrebuildCase.of("the project names a file of the host")
              .named("../../../../.." + CANARIES.resolve("devcontainer.json"))
              .task("build", BUILT)
              .warns(LEFT_OUT + "…which is no path in the repository")
              .prints("cat built; echo \"secret: [$SECRET]\"", "read me", "secret: []"),
          PrebuildCase.of("a Dockerfile out of the repository")
              .devContainer(build("../../.." + CANARIES.resolve("Dockerfile"), "."))
              .task("build", BUILT)
              .warns(LEFT_OUT + "…build.dockerfile must be a path in the repository…")
              .prints("cat built", "read me"),
          PrebuildCase.of("a Dockerfile that is a link to a file of the host")
              .change(it -> it.link(".devcontainer/D", CANARIES.resolve("Dockerfile").toString()))
              .devContainer(build("D", "."))
              .task("build", BUILT)
              .warns(LEFT_OUT + ".devcontainer/D leads out of the repository…")
              .prints("cat built", "read me"),
          PrebuildCase.of("a context that is a link to a folder of the host")
              .change(it -> it.link("context", CANARIES.toString()))
              .file(".devcontainer/D", "FROM %s\nCOPY . /copied\n".formatted(HOST.engine.image()))
              .devContainer(build("D", "../context"))
              .task("build", BUILT)
              .warns(LEFT_OUT + "context leads out of the repository…")
              .prints("cat built", "read me"),
          PrebuildCase.of("a context with links to the host")
              .change(it -> it.link("secret", CANARIES.resolve("secret").toString()))
              .file(".devcontainer/D", "FROM %s\nCOPY . /copied\n".formatted(HOST.engine.image()))
              .devContainer(build("D", ".."))
              .prints("readlink /copied/secret", CANARIES.resolve("secret").toString()));

  private static String build(String dockerfile, String context) {
    return """
    {"build": {"dockerfile": "%s", "context": "%s"}}
    """
        .formatted(dockerfile, context);
  }

  private static final List<PrebuildCase> FILES =
      List.of(
          PrebuildCase.of("a devcontainer.json without end")
              .change(HostileRepositoryIT::addHugeFile)
              .task("build", "rm .devcontainer/devcontainer.json; " + BUILT)
              .warns(LEFT_OUT + ".devcontainer/devcontainer.json has more than 1,048,576 bytes…")
              .prints("cat built", "read me"),
          PrebuildCase.of("braces without end")
              .devContainer("{\"a\":".repeat(200_000))
              .task("build", BUILT)
              .warns(LEFT_OUT + ".devcontainer/devcontainer.json cannot be read as JSON…")
              .prints("cat built", "read me"),
          PrebuildCase.of("variables that grow without end")
              .devContainer(
                  "{\"containerEnv\": {\"A\": \"%s\"}, \"onCreateCommand\": \"%s\"}"
                      .formatted("x".repeat(50_000), "${containerEnv:A}".repeat(50_000)))
              .task("build", BUILT)
              .warns("dev container: all of it is left out: …")
              .prints("cat built", "read me"),
          PrebuildCase.of("YAML that laughs a billion times")
              .automations(laughter())
              .fails("….ona/automations.yaml cannot be read as YAML…"),
          PrebuildCase.of("names of files")
              .file("--checkpoint-action=exec=sh", "1\n")
              .file("--checkpoint=1", "2\n")
              .file("-rf", "3\n")
              .file("two\nlines \u001b[31m", "4\n")
              .file("\u202e\u0085", "5\n")
              .prints("cat ./--checkpoint* ./-rf ./two* \u202e\u0085", "1", "2", "3", "4", "5"),
          PrebuildCase.of("settings and hooks for git")
              .file("sub/HEAD", "ref: refs/heads/main\n")
              .file(
                  "sub/config",
                  "[core]\nbare = false\nworktree = ..\nfsmonitor = %s\n".formatted(touch()))
              .file("sub/objects/keep", "")
              .file("sub/refs/keep", "")
              .file(".gitattributes", "* filter=harm diff=harm merge=harm\n")
              .afterwards(HostileRepositoryIT::addHooks)
              .task("build", BUILT)
              .prints(
                  "cat built; ls .git/hooks 2>/dev/null; ls sub",
                  "read me",
                  "HEAD",
                  "config",
                  "objects",
                  "refs"),
          PrebuildCase.of("a branch with control characters")
              .change(it -> it.git("checkout", "--quiet", "-b", "main-\u0085\u202e\u2028\"$(id)"))
              .task("build", BUILT)
              .prints("cat built", "read me"));

  private static void addHugeFile(TestRepository repository) throws IOException {
    Path file = repository.place(".devcontainer/devcontainer.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(HUGE_BYTES);
    }
  }

  private static String laughter() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ",
                      List.of(
                          before, before, before, before, before, before, before, before,
                          before))));
    }
    return yaml.toString();
  }

  /** What a program that runs on the host would do. */
  private static String touch() {
    return "touch " + CANARIES.resolve("touched");
  }

  /** The server of a file URL is git on this host; what it is told to do is not for the clone. */
  private static void addHooks(TestRepository repository) throws Exception {
    for (String name : List.of("post-checkout", "post-merge", "reference-transaction")) {
      Path hook = repository.place(".git/hooks/" + name);
      Files.writeString(hook, "#!/bin/sh\n" + touch() + "\n");
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path config = repository.place(".git/config");
    Files.writeString(
        config,
        """
        [core]
        \tfsmonitor = %1$s
        [filter "harm"]
        \tsmudge = %1$s
        \tclean = %1$s
        """
            .formatted(touch()),
        StandardOpenOption.APPEND);
  }

  private static final List<PrebuildCase> STEPS =
      List.of(
          PrebuildCase.of("names of tasks")
              .task("it's \"$(touch /tmp/quoted)\" `touch /tmp/quoted`; touch /tmp/quoted #", BUILT)
              .task("two\nlines \u001b[31m \u001estep 7", "true")
              .optionalTask("%s %n\\n\u0000x", "exit 3")
              .warns("…exited with code 3")
              .prints("cat built; ls /tmp", "read me"),
          PrebuildCase.of("names of automations")
              .automations("tasks: {\"a\\nb\": {command: \"true\", triggeredBy: [prebuild]}}\n")
              .fails("….ona/automations.yaml: tasks.a?b must be an id of…"),
          PrebuildCase.of("garbage in the journal")
              .task(
                  "write it",
                  """
                  cd /run/environment
                  printf 'end 0 1 99\\nstart 5 5\\nskip 1 1 0\\nservice 3 1 ended 9\\ndone 1\\n\\0\\377\\n' >>journal
                  head -c 600000 /dev/urandom >>journal
                  """)
              .task("build", BUILT)
              .warns("write it: exited with code 99…")
              .prints("cat built", "read me"),
          PrebuildCase.of("a journal of the host's")
              .optionalTask(
                  "link",
                  "ln -sf %s /run/environment/journal".formatted(CANARIES.resolve("journal")))
              .task("build", BUILT)
              .prints("cat built", "read me"),
          PrebuildCase.of("a journal that is a pipe")
              .task(
                  "replace it",
                  """
                  cd /run/environment
                  rm journal && mkfifo journal
                  while :; do cat journal; done >/dev/null 2>&1 &
                  """)
              .task("build", BUILT)
              .prints("cat built", "read me"),
          PrebuildCase.of("a private folder full of links and folders")
              .task(
                  "fill it",
                  """
                  cd /run/environment
                  mkdir -p deep/er && ln -s %1$s deep/er/link && ln -s %1$s link && chmod 0 deep/er
                  ln -sf %1$s/secret ready
                  """
                      .formatted(CANARIES))
              .task("build", BUILT)
              .prints("cat built", "read me"),
          PrebuildCase.of("its own shell is killed")
              .task("kill", "kill -9 1; kill -9 $PPID; " + BUILT)
              .prints("cat built", "read me"),
          PrebuildCase.of("all else is killed")
              .task("kill", "kill -9 -1; " + BUILT)
              .prints("cat built", "read me"),
          PrebuildCase.of("a log full of garbage")
              .task(
                  "print",
                  """
                  printf '\\036step 9\\n\\036end 0 77\\n\\036service 0 x\\n\\033]0;title\\007\\0\\n'
                  head -c 3000000 /dev/zero | tr '\\0' x; head -c 300000 /dev/urandom
                  """)
              .task("fail", "printf '\\033[2J\\036step 3\\nthe end\\n'; exit 9")
              .fails("step 'fail' exited with code 9; its last lines:…the end"));

  private static final List<PrebuildCase> CASES =
      Stream.of(LINKS, FILES, STEPS).flatMap(List::stream).toList();

  private static PrebuildCases begun;

  @BeforeAll
  static void begin() throws Exception {
    Files.createDirectories(CANARIES);
    for (String[] canary : canaries()) {
      Files.writeString(CANARIES.resolve(canary[0]), canary[1]);
    }
    begun = PrebuildCases.begin(HOST, CASES);
  }

  private static List<String[]> canaries() {
    return List.of(
        new String[] {"secret", SECRET},
        new String[] {
          "devcontainer.json", "{\"containerEnv\": {\"SECRET\": \"%s\"}}".formatted(SECRET)
        },
        new String[] {
          "Dockerfile", "FROM %s\nENV SECRET=%s\n".formatted(HOST.engine.image(), SECRET)
        },
        new String[] {"journal", "start 0 1\nend 0 1 55\nstart 1 2\nend 1 3 55\ndone 4\n"});
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void noHarmIsDone(PrebuildCase each) throws Exception {
    begun.check(each);

    try (Stream<Path> files = Files.list(CANARIES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              canaries().stream().map(canary -> canary[0]).toList());
    }
    for (String[] canary : canaries()) {
      assertThat(CANARIES.resolve(canary[0])).hasContent(canary[1]);
    }
    if (begun.hasSnapshot(each)) {
      assertThat(begun.snapshot(each).holds(SECRET)).isFalse();
    }
  }
}
