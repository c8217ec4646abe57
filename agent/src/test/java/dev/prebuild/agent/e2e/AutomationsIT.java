package dev.prebuild.agent.e2e;

import dev.prebuild.agent.testkit.PrebuildCase;
import dev.prebuild.agent.testkit.PrebuildCases;
import dev.prebuild.agent.testkit.TestHost;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Small repositories, each with one feature of automations, and what their prebuilds come to. */
class AutomationsIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final List<PrebuildCase> CASES =
      List.of(
          PrebuildCase.of("tasks of the file, of the settings, and before the snapshot")
              .automations(
                  """
                  tasks:
                    last: {command: echo last >>/tmp/order, triggeredBy: [beforeSnapshot]}
                    third: {command: echo third >>/tmp/order, triggeredBy: [prebuild], dependsOn: [second]}
                    second: {command: echo second >>/tmp/order, dependsOn: [first]}
                    first: {command: echo first >>/tmp/order, triggeredBy: [prebuild]}
                    never: {command: echo never >>/tmp/order, triggeredBy: [manual, postEnvironmentStart]}
                  """)
              .task("third", "echo settings >>/tmp/order")
              .prints("cat /tmp/order", "first", "second", "third", "settings", "last"),
          PrebuildCase.of("the file's other place")
              .file(
                  ".gitpod/automations.yaml",
                  """
                  tasks:
                    build: {command: cp README built, triggeredBy: [prebuild]}
                  """)
              .prints("cat built", "read me"),
          PrebuildCase.of("a task that fails, and one that needs it")
              .automations(
                  """
                  tasks:
                    broken: {command: exit 3, triggeredBy: [prebuild]}
                    needy: {command: touch /tmp/needy, triggeredBy: [prebuild], dependsOn: [broken]}
                    other: {command: touch /tmp/other, triggeredBy: [prebuild]}
                  """)
              .warns(
                  "broken: exited with code 3",
                  "needy: skipped, because 'broken' had not succeeded")
              .prints("ls /tmp", "other"),
          PrebuildCase.of("a task that must succeed")
              .automations(
                  """
                  tasks:
                    broken: {command: exit 4, triggeredBy: [prebuild]}
                    build:
                      command: echo what went wrong; exit 3
                      triggeredBy: [prebuild]
                      prebuildRequiresSuccess: true
                  """)
              .warns("broken: exited with code 4")
              .fails("step 'build' exited with code 3; its last lines:…what went wrong"),
          PrebuildCase.of("tasks that need one another")
              .automations(
                  """
                  tasks:
                    a: {command: "true", triggeredBy: [prebuild], dependsOn: [b]}
                    b: {command: "true", dependsOn: [a]}
                  """)
              .fails("….ona/automations.yaml: tasks depend on one another in a circle: a → b → a"),
          PrebuildCase.of("a service beside the tasks")
              .automations(
                  """
                  services:
                    database:
                      triggeredBy: [prebuild]
                      commands:
                        start: sleep 1; touch /tmp/up; exec sleep 1000
                        ready: test -e /tmp/up
                        stop: echo stopped >>/tmp/order
                    unused: {commands: {start: echo unused >>/tmp/order}}
                  tasks:
                    use:
                      command: test -e /tmp/up && echo used >>/tmp/order
                      triggeredBy: [prebuild]
                  """)
              .prints("cat /tmp/order", "used", "stopped"),
          PrebuildCase.of("a service that ends too early")
              .automations(
                  """
                  services:
                    database:
                      triggeredBy: [prebuild]
                      commands: {start: exit 7, ready: "false"}
                  tasks:
                    use: {command: touch /tmp/used, triggeredBy: [prebuild]}
                  """)
              .warns("database: ended too early, with code 7, and the tasks ran on")
              .prints("ls /tmp", "used"),
          PrebuildCase.of("what runs elsewhere")
              .automations(
                  """
                  services:
                    remote:
                      triggeredBy: [prebuild]
                      runsOn: {docker: {image: postgres}}
                      commands: {start: touch /tmp/remote}
                  tasks:
                    apart:
                      command: touch /tmp/apart
                      triggeredBy: [prebuild]
                      runsOn: {machine: {}}
                    here: {command: touch /tmp/here, triggeredBy: [prebuild]}
                  """)
              .warns(
                  "automations: .ona/automations.yaml: service remote is left out: it runs on docker, and a prebuild has the dev container alone",
                  "automations: .ona/automations.yaml: task apart is left out: it runs on machine, and a prebuild has the dev container alone")
              .prints("ls /tmp", "here"),
          PrebuildCase.of("a task of the settings that may fail")
              .optionalTask("try", "exit 5")
              .task("build", "cp README built")
              .warns("try: exited with code 5")
              .prints("cat built", "read me"),
          PrebuildCase.of("a file that is no YAML")
              .automations("tasks: [")
              .fails("….ona/automations.yaml cannot be read as YAML, line …"));

  private static PrebuildCases begun;

  @BeforeAll
  static void begin() throws Exception {
    begun = PrebuildCases.begin(HOST, CASES);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void aPrebuildDoesWhatItsRepositorySays(PrebuildCase each) throws Exception {
    begun.check(each);
  }
}
