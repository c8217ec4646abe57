package dev.prebuild.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.FileDescriptor;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls between the rooms. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.prebuild");

  private static final String CONFIG = "dev.prebuild.config..";
  private static final String WIRE = "dev.prebuild.config.wire..";
  private static final String SNAPSHOT = "dev.prebuild.snapshot..";
  private static final String POOL = "dev.prebuild.pool..";
  private static final String AGENT = "dev.prebuild.agent..";
  private static final String CLI = "dev.prebuild.agent.cli..";
  private static final String CONNECT = "dev.prebuild.agent.connect..";
  private static final String DOCKER = "com.github.dockerjava..";
  private static final String[] HTTP = {
    "jakarta.servlet..", "jakarta.ws.rs..", "org.eclipse.jetty..", "org.glassfish.jersey.."
  };

  private static final ArchRule CONFIG_KNOWS_NO_OTHER =
      noClasses()
          .that()
          .resideInAPackage(CONFIG)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(SNAPSHOT, POOL, AGENT, DOCKER)
                  .or(resideInAnyPackage(HTTP))
                  .or(
                      resideInAPackage("io.dropwizard..")
                          .and(
                              not(
                                  resideInAnyPackage(
                                      "io.dropwizard.util..", "io.dropwizard.validation..")))));

  private static ArchRule knowsOnlyConfig(String room, String other) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    other, AGENT, WIRE, DOCKER, "io.dropwizard..", "com.google.protobuf..")
                .or(resideInAnyPackage(HTTP)));
  }

  private static final ArchRule ENGINE_ALONE_KNOWS_DOCKER =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.prebuild.agent.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DOCKER);

  private static final ArchRule CONNECT_KNOWS_NO_PREBUILDS =
      noClasses()
          .that()
          .resideInAPackage(CONNECT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.prebuild..")
                  .and(not(resideInAnyPackage(CONNECT, "dev.prebuild.agent.files.."))));

  private static final ArchRule NO_CYCLES =
      slices().assignedFrom(new Packages()).should().beFreeOfCycles();

  /** Java's own logging is set up by nobody here: what it says would be lost. */
  private static final ArchRule ONE_WAY_TO_LOG =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  /**
   * It calls the daemon from outside, as anybody does, but for those few that it starts it with.
   */
  private static final ArchRule COMMAND_LINE_CALLS_FROM_OUTSIDE =
      noClasses()
          .that()
          .resideInAPackage(CLI)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(SNAPSHOT, POOL, DOCKER)
                  .or(resideInAnyPackage(HTTP))
                  .or(
                      resideInAPackage(AGENT)
                          .and(
                              not(
                                  resideInAnyPackage(
                                      CLI,
                                      CONNECT,
                                      "dev.prebuild.agent.settings..",
                                      "dev.prebuild.agent.tls..",
                                      "dev.prebuild.agent.daemon..")))));

  private static final ArchRule COMMAND_LINE_ONLY_STARTS_THE_DAEMON =
      noClasses()
          .that()
          .resideInAPackage(CLI)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.prebuild.agent.daemon..")
                  .and(not(nameMatching(".*\\.(Daemon|LiveSettings|Logging|RunnerLock)(\\$.*)?"))));

  private static final ArchRule MAIN_ALONE_KNOWS_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .and()
          .doNotHaveFullyQualifiedName("dev.prebuild.agent.Main")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, "picocli..");

  private static final ArchRule MAIN_ALONE_PRINTS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.prebuild.agent.Main")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(FileDescriptor.class, "out")
          .orShould()
          .accessField(FileDescriptor.class, "err");

  private static final ArchRule NO_STATIC_STATE =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage(WIRE)
          .should()
          .beFinal();

  static final List<Named<ArchRule>> RULES =
      List.of(
          Named.of("config knows no other room", CONFIG_KNOWS_NO_OTHER),
          Named.of("snapshot knows config alone", knowsOnlyConfig(SNAPSHOT, POOL)),
          Named.of("pool knows config alone", knowsOnlyConfig(POOL, SNAPSHOT)),
          Named.of("the engine package alone knows Docker", ENGINE_ALONE_KNOWS_DOCKER),
          Named.of("connect knows nothing of prebuilds", CONNECT_KNOWS_NO_PREBUILDS),
          Named.of("no packages in a circle", NO_CYCLES),
          Named.of("one way to log", ONE_WAY_TO_LOG),
          Named.of("the command line calls from outside", COMMAND_LINE_CALLS_FROM_OUTSIDE),
          Named.of("the command line only starts the daemon", COMMAND_LINE_ONLY_STARTS_THE_DAEMON),
          Named.of("Main alone knows the command line", MAIN_ALONE_KNOWS_THE_COMMAND_LINE),
          Named.of("Main alone prints", MAIN_ALONE_PRINTS),
          Named.of("no static state", NO_STATIC_STATE));

  /** Each package is a slice of its own; a room's root is not the same as what is below it. */
  private static final class Packages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void theWallsStand(ArchRule rule) {
    rule.check(CLASSES);
  }

  /** A rule over nothing would hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {CONFIG, WIRE, SNAPSHOT, POOL, AGENT, CLI, CONNECT, "dev.prebuild.agent.engine.."})
  void allRoomsAreLookedAt(String room) {
    assertThat(CLASSES.that(resideInAPackage(room))).isNotEmpty();
  }

  @Test
  void noTestIsLookedAt() {
    assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    assertThat(CLASSES.contain(Main.class)).isTrue();
  }
}
