package dev.prebuild.agent.e2e;

import dev.prebuild.agent.testkit.PrebuildCase;
import dev.prebuild.agent.testkit.PrebuildCases;
import dev.prebuild.agent.testkit.SeenImage;
import dev.prebuild.agent.testkit.TestHost;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Small repositories, each with one feature of dev containers, and what they come to. */
class DevContainerIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final String IMAGE = HOST.engine.image();
  private static final String LABELLED = "prebuild-agent-test/labelled-" + HOST.runnerId;
  private static final String LEFT_OUT =
      "dev container: left out, the prebuild goes on in image " + IMAGE + ": ";

  /** Shows which image it is, and that a lifecycle was passed over. */
  private static final String IN_CLASS_IMAGE = "cat built; ls /tmp";

  private static final List<PrebuildCase> IMAGES =
      List.of(
          PrebuildCase.of("no dev container")
              .task("build", "cp README built")
              .prints("cat built; pwd; id -un", "read me", "/workspaces/app", "root"),
          PrebuildCase.of("an image of its own")
              .devContainer(
                  """
                  {"image": "%s:latest"}
                  """
                      .formatted(LABELLED))
              .prints("pwd; id -un", "/workspaces/app", "dev"),
          PrebuildCase.of("an image that is not to be had")
              .devContainer(
                  """
                  {"image": "127.0.0.1:1/none:latest"}
                  """)
              .task("build", "cp README built")
              .warns(LEFT_OUT + "…image 127.0.0.1:1/none:latest is not on this host…")
              .prints(IN_CLASS_IMAGE, "read me"),
          PrebuildCase.of("a Dockerfile with arguments and a target")
              .file(
                  "docker/Dockerfile",
                  """
                  ARG BASE
                  FROM ${BASE} AS wanted
                  ARG GREETING=none
                  COPY README /copied
                  RUN echo "$GREETING" >/greeting
                  FROM wanted AS beyond
                  RUN echo beyond >/greeting
                  """)
              .devContainer(
                  """
                  {
                    "build": {
                      "dockerfile": "../docker/Dockerfile",
                      "context": "..",
                      "target": "wanted",
                      "args": {"BASE": "%s", "GREETING": "good ${localEnv:PART:morning}"}
                    }
                  }
                  """
                      .formatted(IMAGE))
              .prints("cat /greeting /copied", "good morning", "read me"),
          PrebuildCase.of("a build that fails")
              .file(
                  ".devcontainer/Dockerfile",
                  """
                  FROM %s
                  RUN echo told before it failed; exit 3
                  """
                      .formatted(IMAGE))
              .devContainer(
                  """
                  {"build": {"dockerfile": "Dockerfile"}, "onCreateCommand": "touch /tmp/created"}
                  """)
              .task("build", "cp README built")
              .warns(
                  LEFT_OUT
                      + "building the image of .devcontainer/Dockerfile…RUN…exit code 3…told before it failed")
              .prints(IN_CLASS_IMAGE, "read me"),
          PrebuildCase.of("Docker Compose")
              .devContainer(
                  """
                  {"dockerComposeFile": "compose.yaml", "service": "app"}
                  """)
              .task("build", "cp README built")
              .warns(LEFT_OUT + "…dockerComposeFile is not supported…")
              .prints(IN_CLASS_IMAGE, "read me"));

  private static final List<PrebuildCase> FILES =
      List.of(
          PrebuildCase.of("a file that is no JSON")
              .devContainer("{\"onCreateCommand\": \"touch /tmp/created\", oops")
              .task("build", "cp README built")
              .warns(LEFT_OUT + ".devcontainer/devcontainer.json cannot be read as JSON, line 1…")
              .prints(IN_CLASS_IMAGE, "read me"),
          PrebuildCase.of("comments and trailing commas")
              .file(
                  ".devcontainer.json",
                  """
                  // One line.
                  {
                    /* Several
                       lines. */
                    "onCreateCommand": ["touch", "/tmp/created",],
                  }
                  """)
              .prints("ls /tmp", "created"),
          PrebuildCase.of("a file in a folder of its own")
              .file(".devcontainer/a/devcontainer.json", create("a"))
              .prints("ls /tmp", "a"),
          PrebuildCase.of("files in two folders")
              .file(".devcontainer/a/devcontainer.json", create("a"))
              .file(".devcontainer/b/devcontainer.json", create("b"))
              .warns(
                  "dev container: .devcontainer/a/devcontainer.json is used, others are passed over: .devcontainer/b/devcontainer.json; the project can name the one to use")
              .prints("ls /tmp", "a"),
          PrebuildCase.of("the file that the project names")
              .named(".devcontainer/b/devcontainer.json")
              .file(".devcontainer/a/devcontainer.json", create("a"))
              .file(".devcontainer/b/devcontainer.json", create("b"))
              .prints("ls /tmp", "b"),
          PrebuildCase.of("the project names a file that is not there")
              .named("elsewhere.json")
              .devContainer(create("usual"))
              .task("build", "cp README built")
              .warns(LEFT_OUT + "…elsewhere.json…there is no such file in the repository")
              .prints(IN_CLASS_IMAGE, "read me"));

  private static String create(String name) {
    return "{\"onCreateCommand\": \"touch /tmp/%s\"}".formatted(name);
  }

  private static final List<PrebuildCase> COMMANDS =
      List.of(
          PrebuildCase.of("commands in their three forms, in order, and none of the later ones")
              .devContainer(
                  """
                  {
                    "remoteUser": "dev",
                    "updateContentCommand": {
                      "left": "touch /tmp/left; until [ -e /tmp/right ]; do sleep 0.1; done",
                      "right": ["sh", "-c", "touch /tmp/right; until [ -e /tmp/left ]; do sleep 0.1; done"]
                    },
                    "onCreateCommand": ["sh", "-c", "echo \\"create $1\\" >>/tmp/order", "sh", "two  words"],
                    "initializeCommand": "echo initialize $(id -un) >>/tmp/order",
                    "postCreateCommand": "touch /tmp/later",
                    "postStartCommand": "touch /tmp/later",
                    "postAttachCommand": "touch /tmp/later"
                  }
                  """)
              .task("task", "echo task $(id -un) >>/tmp/order")
              .prints(
                  "cat /tmp/order; ls /tmp",
                  "initialize dev",
                  "create two  words",
                  "task dev",
                  "left",
                  "order",
                  "right"),
          PrebuildCase.of("a command that fails")
              .devContainer(
                  """
                  {"onCreateCommand": "exit 3", "updateContentCommand": "touch /tmp/updated"}
                  """)
              .task("build", "cp README built")
              .warns(
                  "onCreateCommand: exited with code 3",
                  "updateContentCommand: skipped, because 'onCreateCommand' had not succeeded")
              .prints(IN_CLASS_IMAGE, "read me"),
          PrebuildCase.of("commands run as containerUser")
              .devContainer(
                  """
                  {"containerUser": "dev", "onCreateCommand": "id -un >/tmp/user"}
                  """)
              .prints("cat /tmp/user; id -un", "dev", "dev"),
          PrebuildCase.of("commands run as remoteUser, whatever containerUser is")
              .devContainer(
                  """
                  {"containerUser": "root", "remoteUser": "dev", "onCreateCommand": "id -un >/tmp/user"}
                  """)
              .prints("cat /tmp/user; stat -c %U .", "dev", "dev"),
          PrebuildCase.of("a user who is not there")
              .devContainer(
                  """
                  {"remoteUser": "nobody-knows", "onCreateCommand": "touch /tmp/created"}
                  """)
              .task("build", "cp README built")
              .warns(LEFT_OUT + "…user 'nobody-knows', who is not in its /etc/passwd…")
              .prints(IN_CLASS_IMAGE, "read me"),
          PrebuildCase.of("metadata of the image")
              .devContainer(
                  """
                  {"image": "%s:latest", "onCreateCommand": "echo file >>/tmp/order"}
                  """
                      .formatted(LABELLED))
              .prints("cat /tmp/order; id -un; echo $FROM_IMAGE", "image", "file", "dev", "yes"));

  private static final List<PrebuildCase> FOLDERS_AND_VARIABLES =
      List.of(
          PrebuildCase.of("variables of the container and of the commands")
              .devContainer(
                  """
                  {
                    "containerEnv": {"PLACE": "${containerWorkspaceFolder}/x"},
                    "remoteEnv": {"WORD": "${containerEnv:PLACE}-${localEnv:HOME:none}"},
                    "onCreateCommand": "echo \\"$PLACE $WORD\\" >/tmp/seen"
                  }
                  """)
              .task("task", "echo \"$WORD\" >>/tmp/seen")
              .prints(
                  "cat /tmp/seen; echo \"$PLACE,$WORD\"",
                  "/workspaces/app/x /workspaces/app/x-none",
                  "/workspaces/app/x-none",
                  "/workspaces/app/x,"),
          PrebuildCase.of("variables in commands")
              .devContainer(
                  """
                  {
                    "onCreateCommand": [
                      "sh", "-c", "echo \\"$@\\" >/tmp/seen", "sh",
                      "${localWorkspaceFolder}", "${containerWorkspaceFolderBasename}", "${unknown}"
                    ]
                  }
                  """)
              .prints("cat /tmp/seen", "/workspaces/app app ${unknown}"),
          PrebuildCase.of("folders of its own")
              .file("sub/inner", "inner\n")
              .devContainer(
                  """
                  {
                    "workspaceMount": "source=${localWorkspaceFolder},target=/code,type=bind",
                    "workspaceFolder": "/code/sub",
                    "updateContentCommand": "pwd >/tmp/where"
                  }
                  """)
              .prints("cat /tmp/where; pwd; ls /code", "/code/sub", "/code/sub", "README", "sub"));

  private static final String PRIVILEGES =
      """
      {
        "privileged": true,
        "capAdd": ["SYS_PTRACE"],
        "securityOpt": ["no-new-privileges:false"],
        "mounts": ["type=tmpfs,target=/scratch", "type=bind,source=/etc,target=/of-host"],
        "runArgs": ["--network=host"],
        "onCreateCommand": "grep -E '^(CapBnd|NoNewPrivs):' /proc/self/status >/tmp/status; touch /scratch/file"
      }
      """;

  private static final String NOT_ALLOWED =
      ": the environment class does not allow it; its setting allow.%s would";

  private static final String ARGUMENTS =
      "dev container: runArgs is left out (--network=host): of these, only privileges are looked at";
  private static final String BIND =
      "dev container: mounts is left out (type=bind,target=/of-host): a prebuild never has a folder of the host";

  private static final List<PrebuildCase> PRIVILEGE_CASES =
      List.of(
          PrebuildCase.of("privileges that the class does not allow")
              .devContainer(PRIVILEGES)
              .warns(
                  ARGUMENTS,
                  "dev container: privileged is left out (true)"
                      + NOT_ALLOWED.formatted("privileged"),
                  "dev container: capAdd is left out (SYS_PTRACE)"
                      + NOT_ALLOWED.formatted("capabilities"),
                  "dev container: securityOpt is left out (no-new-privileges:false)"
                      + NOT_ALLOWED.formatted("newPrivileges"),
                  "dev container: mounts is left out (type=tmpfs,target=/scratch)"
                      + NOT_ALLOWED.formatted("mountTypes"),
                  BIND,
                  "onCreateCommand: exited with code 1")
              .prints(
                  "cat /tmp/status; [ -e /of-host ] || echo no folder of the host",
                  "CapBnd:\t00000000800404fb",
                  "NoNewPrivs:\t1",
                  "no folder of the host"),
          PrebuildCase.of("privileges that the class allows")
              .devContainer(PRIVILEGES.replace("\"privileged\": true,", ""))
              .ofClass(
                  "allow",
                  Map.of(
                      "capabilities", List.of("SYS_PTRACE"),
                      "newPrivileges", true,
                      "mountTypes", List.of("TMPFS")))
              .warns(ARGUMENTS, BIND)
              .prints(
                  "cat /tmp/status; ls /scratch", "CapBnd:\t00000000800c04fb", "NoNewPrivs:\t0"));

  private static final List<PrebuildCase> CASES =
      Stream.of(IMAGES, FILES, COMMANDS, FOLDERS_AND_VARIABLES, PRIVILEGE_CASES)
          .flatMap(List::stream)
          .toList();

  private static PrebuildCases begun;

  @BeforeAll
  static void begin() throws Exception {
    new SeenImage(HOST.engine, IMAGE)
        .labelled(
            LABELLED,
            HOST.runnerId,
            Map.of(
                "devcontainer.metadata",
                """
                [
                  {"remoteUser": "dev", "containerEnv": {"FROM_IMAGE": "yes"}},
                  {"onCreateCommand": "echo image >>/tmp/order"}
                ]
                """));
    begun = PrebuildCases.begin(HOST, CASES);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void aPrebuildDoesWhatItsRepositorySays(PrebuildCase each) throws Exception {
    begun.check(each);
  }
}
