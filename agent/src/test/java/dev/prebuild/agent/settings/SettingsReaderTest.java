package dev.prebuild.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.settings.LogSettings;
import dev.prebuild.config.settings.PressureSettings;
import dev.prebuild.config.settings.ScheduleSettings;
import dev.prebuild.config.settings.ScheduleSettings.FloorSettings;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.settings.StandaloneSettings;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {
  private static final UUID RUNNER = UUID.fromString("11111111-1111-1111-1111-111111111111");
  private static final String ID = "runner: {id: %s}\n".formatted(RUNNER);

  @TempDir Path folder;

  private Settings read(String yaml) throws IOException, InvalidSettingsException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), yaml);
    return SettingsReader.read(file);
  }

  @Test
  void theDefaultsNeedNothingButTheRunner() throws IOException, InvalidSettingsException {
    Settings settings = read(ID);

    assertThat(settings.runner().id()).isEqualTo(RUNNER);
    assertThat(settings.http().host()).isEqualTo("127.0.0.1");
    assertThat(settings.http().port()).isEqualTo(8750);
    assertThat(settings.standalone()).isEmpty();
  }

  /** What the package installs is a file that an operator edits. */
  @Test
  void theInstalledFileIsValidOnceItNamesTheRunner() throws IOException, InvalidSettingsException {
    String installed;
    try (var input =
        Settings.class.getResourceAsStream("/dev/prebuild/config/prebuild-agent.yaml")) {
      assertThat(input).isNotNull();
      installed = new String(input.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    String edited =
        installed.replace("# id: 00000000-0000-0000-0000-000000000000", "id: " + RUNNER);

    assertThat(edited).isNotEqualTo(installed);
    assertThat(read(edited)).isEqualTo(read(ID));
  }

  @Test
  void aSectionIsMergedKeyByKey() throws IOException, InvalidSettingsException {
    Settings settings = read(ID + "http: {port: 9000}\nlog: {level: debug}\n");

    assertThat(settings.http().port()).isEqualTo(9_000);
    assertThat(settings.http().host()).isEqualTo("127.0.0.1");
    assertThat(settings.log())
        .isEqualTo(new LogSettings(LogSettings.Level.DEBUG, LogSettings.Format.TEXT));
  }

  @Test
  void durationsAndSizesHaveUnits() throws IOException, InvalidSettingsException {
    Settings settings =
        read(
            ID
                + """
                controlPlane: {url: "https://plane.example.org/api/", longPoll: 1m}
                engine: {resync: 1500ms}
                http: {maxBody: 64KiB}
                disk: {minimumFree: 10GB}
                """);

    assertThat(settings.controlPlane().url())
        .isEqualTo(URI.create("https://plane.example.org/api/"));
    assertThat(settings.controlPlane().longPoll()).isEqualTo(Duration.minutes(1));
    assertThat(settings.engine().resync().toMilliseconds()).isEqualTo(1_500);
    assertThat(settings.http().maxBody()).isEqualTo(DataSize.kibibytes(64));
    assertThat(settings.disk().minimumFree().toBytes()).isEqualTo(10_000_000_000L);
  }

  @Test
  void oneStepOfPressureIsSetBesideTheDefaults() throws IOException, InvalidSettingsException {
    PressureSettings pressure =
        read(ID + "pools: {pressure: {memory: {pauseRefill: 0.2}, calm: 5s}}").pools().pressure();

    assertThat(pressure.memory()).isEqualTo(new PressureSettings.MemorySettings(0.2, 0.07, 0.05));
    assertThat(pressure.disk()).isEqualTo(new PressureSettings.DiskSettings(0.05, 0.03));
    assertThat(pressure.calm()).isEqualTo(Duration.seconds(5));
  }

  @Test
  void noScheduleUnlessThereIsOne() throws IOException, InvalidSettingsException {
    assertThat(read(ID).pools().schedule()).isEmpty();
  }

  @Test
  void aScheduleIsRead() throws IOException, InvalidSettingsException {
    ScheduleSettings schedule =
        read(ID
                + """
                    pools:
                      schedule:
                        zone: Europe/Berlin
                        floors:
                          - {days: [MONDAY, friday], from: "08:00", to: "18:00", size: 5, projects: [%s]}
                          - {from: 22:30, to: 06:00, size: 0}
                          - {days: [], from: 00:00, to: 24:00, size: 20, projects: []}
                    """
                    .formatted(PROJECT))
            .pools()
            .schedule()
            .orElseThrow();

    assertThat(schedule.zoneId()).isEqualTo(ZoneId.of("Europe/Berlin"));
    FloorSettings day = schedule.floors().getFirst();
    assertThat(day.beginsOn()).containsExactly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    assertThat(day.fromTime()).isEqualTo(LocalTime.of(8, 0));
    assertThat(day.toTime()).isEqualTo(LocalTime.of(18, 0));
    assertThat(day.isFor(UUID.fromString(PROJECT))).isTrue();
    assertThat(day.isFor(UUID.fromString(CLASS))).isFalse();
    FloorSettings night = schedule.floors().get(1);
    assertThat(night.beginsOn()).containsExactly(DayOfWeek.values());
    assertThat(night.fromTime()).isEqualTo(LocalTime.of(22, 30));
    assertThat(night.toTime()).isEqualTo(LocalTime.of(6, 0));
    assertThat(night.isFor(UUID.fromString(PROJECT))).isTrue();
    FloorSettings always = schedule.floors().get(2);
    assertThat(always.fromTime()).isEqualTo(always.toTime()).isEqualTo(LocalTime.MIDNIGHT);
  }

  private static String floor(String floor) {
    return ID + "pools: {schedule: {zone: UTC, floors: [%s]}}".formatted(floor);
  }

  @Test
  void theStandaloneSectionIsRead() throws IOException, InvalidSettingsException {
    assertThat(read(ID + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)).standalone())
        .hasValueSatisfying(
            standalone -> {
              assertThat(standalone.environmentClasses()).hasSize(1);
              assertThat(standalone.projects().getFirst().tasks().getFirst().name())
                  .isEqualTo("build");
              assertThat(standalone.lease()).isEqualTo(Duration.minutes(3));
              assertThat(standalone.tokens().getFirst().name()).isEqualTo("user");
            });
  }

  @Test
  void howInstancesWaitIsRead() throws IOException, InvalidSettingsException {
    String standby = "standby: {readyCommand: [test, -e, /tmp/up], readyTimeout: 5s, paused: true}";

    assertThat(
            read(ID + standalone("id: %s, %s".formatted(CLASS, standby), "id: " + PROJECT, CLASS))
                .standalone()
                .flatMap(standalone -> standalone.environmentClasses().getFirst().standby()))
        .contains(
            new StandaloneSettings.StandbySettings(
                List.of("test", "-e", "/tmp/up"), Optional.of(Duration.seconds(5)), true));
  }

  @Test
  void theDatabaseIsTheEmbeddedOneUnlessItIsNamed() throws IOException, InvalidSettingsException {
    assertThat(read(ID + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)).standalone())
        .hasValueSatisfying(standalone -> assertThat(standalone.database()).isEmpty());
  }

  @Test
  void aDatabaseIsRead() throws IOException, InvalidSettingsException {
    String url = "jdbc:postgresql://db-1.example:5433,[::1]/prebuild?sslmode=verify-full&user=x@y";

    assertThat(
            read(ID + database("{url: '%s', user: me, passwordFile: /etc/p}".formatted(url)))
                .standalone()
                .flatMap(StandaloneSettings::database))
        .contains(new DatabaseSettings(url, Optional.of("me"), Optional.of(Path.of("/etc/p"))));
  }

  @Test
  void aDatabasesAddressIsWhatMessagesShow() {
    assertThat(
            new DatabaseSettings(
                    "jdbc:postgresql://db-1:5433/prebuild?user=x",
                    Optional.empty(),
                    Optional.empty())
                .address())
        .isEqualTo("db-1:5433/prebuild");
  }

  /** What is refused must not be shown either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//host/name?password=sesame",
        "//host/name?user=x&password=sesame",
        "//host/name?ssl=true&sslPassword=sesame",
        "//me:sesame@host/name"
      })
  void aPasswordInTheUrlIsRefused(String url) {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> read(ID + database("{url: 'jdbc:postgresql:%s'}".formatted(url))))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains("standalone.database.url", "passwordFile")
                    .doesNotContain("sesame"));
  }

  private static String database(String database) {
    return standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
        + "  database: %s\n".formatted(database);
  }

  private static final String CLASS = "22222222-2222-2222-2222-222222222222";
  private static final String PROJECT = "33333333-3333-3333-3333-333333333333";

  private static String standalone(String classId, String projectId, String usedClass) {
    return """
        standalone:
          organizationId: 44444444-4444-4444-4444-444444444444
          environmentClasses:
            - {%s, name: small, image: "debian:12"}
          projects:
            - %s
              name: app
              repository: https://example.org/app.git
              defaultClassId: %s
              prebuildClassIds: [%s]
              tasks: [{name: build, command: make}]
        """
        .formatted(classId, projectId, usedClass, usedClass);
  }

  private static String twice(String item) {
    String all = standalone("id: " + CLASS, "id: " + PROJECT, CLASS);
    return all.replace(item, item + "\n" + item);
  }

  /** What is written, and what the message must hold. */
  static final List<Arguments> MISTAKES =
      List.of(
          Arguments.of("", List.of("empty")),
          Arguments.of("http: [", List.of("YAML")),
          Arguments.of("just a text", List.of("settings.yaml")),
          Arguments.of("http: {port: 9000}", List.of("runner.id", "UUID")),
          Arguments.of("runner: {id: 12}", List.of("runner.id")),
          Arguments.of("runner:\n", List.of("runner")),
          Arguments.of(ID + "htpp: {port: 1}", List.of("htpp", "http")),
          Arguments.of(ID + "http: {prt: 1}", List.of("http.prt", "port")),
          Arguments.of(ID + "http: {port: 0}", List.of("http.port", "1")),
          Arguments.of(ID + "http: {port: 65536}", List.of("http.port", "65535")),
          Arguments.of(ID + "http: {port: many}", List.of("http.port")),
          Arguments.of(ID + "http: {host: ''}", List.of("http.host")),
          Arguments.of(ID + "http: {maxBody: lots}", List.of("http.maxBody")),
          Arguments.of(ID + "http:\n", List.of("http")),
          Arguments.of(ID + "prebuilds: {concurrency: 65}", List.of("prebuilds.concurrency", "64")),
          Arguments.of(ID + "pools: {maxBackoff: soon}", List.of("pools.maxBackoff")),
          Arguments.of(
              ID + "pools: {pressure: {memory: {pauseRefill: 0.04}}}",
              List.of("pools.pressure.memory", "pauseRefill must not be less than stopSurplus")),
          Arguments.of(
              ID + "pools: {pressure: {memory: {dropReserve: 0.08}}}",
              List.of("pools.pressure.memory", "less than dropReserve")),
          Arguments.of(
              ID + "pools: {pressure: {disk: {dropReserve: 0.06}}}",
              List.of("pools.pressure.disk", "pauseRefill must not be less than dropReserve")),
          Arguments.of(
              ID + "pools: {pressure: {disk: {pauseRefill: 10}}}",
              List.of("pools.pressure.disk.pauseRefill", "0.5")),
          Arguments.of(
              ID + "pools: {pressure: {load: {pauseRefill: 0}}}",
              List.of("pools.pressure.load.pauseRefill", "0.1")),
          Arguments.of(ID + "pools: {pressure: {calm: 0s}}", List.of("pools.pressure.calm", "1")),
          Arguments.of(
              ID + "pools: {schedule: {zone: Mars/Phobos, floors: []}}",
              List.of("pools.schedule.zoneKnown", "no such zone; name one such as Europe/Berlin")),
          Arguments.of(
              ID + "pools: {schedule: {floors: []}}",
              List.of("pools.schedule.zone", "Europe/Berlin")),
          Arguments.of(
              ID + "pools: {schedule: {zone: UTC}}",
              List.of("pools.schedule.floors", "must not be empty")),
          Arguments.of(
              floor("{from: '8:00', to: '24:01', size: 21}"),
              List.of(
                  "pools.schedule.floors[0].from must be HH:MM, from 00:00 to 23:59",
                  "pools.schedule.floors[0].to must be HH:MM, from 00:00 to 24:00",
                  "pools.schedule.floors[0].size",
                  "20")),
          Arguments.of(
              floor("{from: '24:00', size: 1}"),
              List.of("pools.schedule.floors[0].from", "pools.schedule.floors[0].to")),
          Arguments.of(
              floor("{days: [WORKDAY], from: '08:00', to: '09:00', size: 1}"),
              List.of("pools.schedule.floors.[0].days.[0]", "DayOfWeek")),
          Arguments.of(
              floor("{from: '08:00', to: '09:00', size: 1, projects: [app]}"),
              List.of("pools.schedule.floors")),
          Arguments.of(ID + "engine: {resync: 0s}", List.of("engine.resync", "1")),
          Arguments.of(ID + "controlPlane: {longPoll: 2m}", List.of("controlPlane.longPoll", "60")),
          Arguments.of(
              ID + "controlPlane: {url: 'ftp://x/'}", List.of("controlPlane", "http or https")),
          Arguments.of(ID + "controlPlane: {url: }", List.of("controlPlane.url")),
          Arguments.of(ID + "log: {level: LOUD}", List.of("log.level")),
          Arguments.of("runner: {id: %s, host: 'a b'}".formatted(RUNNER), List.of("runner.host")),
          Arguments.of(
              ID + standalone("id: " + CLASS, "id: " + PROJECT, PROJECT),
              List.of("standalone", "not listed")),
          Arguments.of(
              ID + twice("    - {id: %s, name: small, image: \"debian:12\"}".formatted(CLASS)),
              List.of("standalone", "same id")),
          Arguments.of(
              ID + standalone("cpus: 1", "id: " + PROJECT, CLASS),
              List.of("standalone.environmentClasses[0].id")),
          Arguments.of(
              ID
                  + standalone(
                      "id: " + CLASS + ", standby: {readyTimeout: 2h}", "id: " + PROJECT, CLASS),
              List.of("standalone.environmentClasses[0].standby.readyTimeout", "1 HOURS")),
          Arguments.of(
              ID + standalone("id: " + CLASS + ", standby: {ready: x}", "id: " + PROJECT, CLASS),
              List.of("standby", "ready")),
          Arguments.of(
              ID + database("{user: me}"), List.of("standalone.database.url", "must not be null")),
          Arguments.of(
              ID + database("{url: 'jdbc:mysql://host/name'}"),
              List.of("standalone.database.url", "jdbc:postgresql://HOST")),
          Arguments.of(
              ID + database("{url: 'jdbc:postgresql://host:port/name'}"),
              List.of("standalone.database.url", "jdbc:postgresql://HOST")),
          Arguments.of(
              ID + database("{url: 'jdbc:postgresql://host'}"),
              List.of("standalone.database.url", "jdbc:postgresql://HOST")),
          Arguments.of(
              ID + "standalone: {organizationId: %s}".formatted(CLASS),
              List.of("standalone.environmentClasses")),
          Arguments.of(
              ID + standalone("id: " + CLASS, "id: " + PROJECT, CLASS) + "  lease: 2d\n",
              List.of("standalone.lease", "1 DAYS")),
          Arguments.of(
              ID + standalone("id: " + CLASS, "id: " + PROJECT, CLASS) + "  retention: 1s\n",
              List.of("standalone.retention", "1 MINUTES")),
          Arguments.of(
              ID
                  + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
                  + "  tokens: [{name: ../a, scope: USER}]\n",
              List.of("standalone.tokens[0].name")),
          Arguments.of(
              ID
                  + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
                  + "  tokens: [{name: agent, scope: USER}, {name: runner, scope: RUNNER}]\n",
              List.of("standalone.tokens[0].name", "standalone.tokens[1].name", "not agent or")),
          Arguments.of(
              ID
                  + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
                  + "  tokens: [{name: a, scope: USER}, {name: a, scope: READER}]\n",
              List.of("standalone", "same name")),
          Arguments.of(
              ID
                  + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
                      .replace("tasks:", "dailyHour: 24\n      tasks:"),
              List.of("standalone.projects[0].dailyHour", "23")),
          Arguments.of(
              ID
                  + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
                      .replace("tasks:", "timeout: 121m\n      tasks:"),
              List.of("standalone.projects[0].timeout", "2 HOURS")),
          Arguments.of(
              ID
                  + standalone("id: " + CLASS, "id: " + PROJECT, CLASS)
                      .replace("tasks:", "devContainer: ' '\n      tasks:"),
              List.of("standalone.projects[0].devContainer", "must not be blank")));

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void aMistakeIsNamed(String yaml, List<String> words) {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> read(yaml))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> read("http: {port: 0}\nprebuilds: {concurrency: 0}\n"))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains("runner.id", "http.port", "prebuilds.concurrency"));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none.yaml");

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> SettingsReader.read(file))
        .withMessageContaining(file.toString());
  }
}
