package dev.prebuild.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Terminal;
import dev.prebuild.agent.testkit.ModuleFolder;
import dev.prebuild.config.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page and the short one of the docs know what the program knows, and nothing else. */
final class ManPageTest {
  private static final Pattern FLAG = Pattern.compile("Fl (-?[a-z][a-z-]*)");

  private static String page() throws IOException {
    try (InputStream page =
        Objects.requireNonNull(
            Settings.class.getResourceAsStream("/dev/prebuild/config/prebuild-agent.8"))) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static CommandLine program() {
    Terminal terminal =
        new Terminal(
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            InputStream.nullInputStream(),
            false,
            false);
    GlobalOptions options = new GlobalOptions();
    return Commands.of(
        options,
        new Session(
            options,
            new Session.Surroundings(terminal, Map.of(), Clock.systemUTC(), Thread::sleep)),
        List.of("help"));
  }

  /** Commands that do something, with the options of their own. */
  private static Map<String, Set<String>> commands(CommandLine parent, String prefix) {
    Map<String, Set<String>> commands = new TreeMap<>();
    parent
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getSubcommands().isEmpty()) {
                commands.put(prefix + name, options(command));
              } else {
                commands.putAll(commands(command, prefix + name + " "));
              }
            });
    return commands;
  }

  private static Set<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.inherited())
        .map(OptionSpec::names)
        .flatMap(Arrays::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The options that a part of the page names as items of a list. */
  private static Set<String> items(String part) {
    return part.lines()
        .filter(line -> line.startsWith(".It Fl"))
        .flatMap(
            line -> {
              Matcher flags = FLAG.matcher(line);
              return flags.results().map(flag -> "-" + flag.group(1));
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String section(String name) throws IOException {
    String page = page();
    int start = page.indexOf(".Sh " + name + "\n");
    assertThat(start).as(name).isNotNegative();
    int end = page.indexOf("\n.Sh ", start);
    return page.substring(start, end < 0 ? page.length() : end);
  }

  @Test
  void everyCommandHasItsPartWithItsOptions() throws IOException {
    Map<String, Set<String>> told = new TreeMap<>();
    for (String part : section("COMMANDS").split("\n\\.Ss ", -1)) {
      if (!part.startsWith(".Sh")) {
        String title = part.lines().findFirst().orElseThrow();
        told.put(title.replaceAll(" (Op|Ar) .*", ""), items(part));
      }
    }

    assertThat(told).isEqualTo(commands(program(), ""));
  }

  @Test
  void globalOptionsHaveAPartOfTheirOwn() throws IOException {
    assertThat(items(section("GLOBAL OPTIONS"))).isEqualTo(options(program()));
  }

  @Test
  void everyExitCodeIsTold() throws IOException {
    assertThat(section("EXIT STATUS").lines().filter(line -> line.startsWith(".It ")))
        .containsExactlyElementsOf(
            Stream.concat(
                    Arrays.stream(ExitCode.values()).map(code -> ".It " + code.number()),
                    Stream.of(".It 130"))
                .toList());
  }

  /** Options that are spoken of elsewhere are options that there are. */
  @Test
  void noOtherOptionIsNamed() throws IOException {
    Set<String> known = new TreeSet<>(options(program()));
    commands(program(), "").values().forEach(known::addAll);

    assertThat(FLAG.matcher(page()).results().map(flag -> "-" + flag.group(1)))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  /**
   * What stands in the first column of a table of the short page, for each row that a pattern
   * knows.
   */
  private static Set<String> firstCells(String pattern) throws IOException {
    String page = Files.readString(ModuleFolder.find().resolve("docs/commands.md"));
    return Pattern.compile("^\\| " + pattern, Pattern.MULTILINE)
        .matcher(page)
        .results()
        .map(row -> row.group(1).strip())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theShortPageNamesEveryCommand() throws IOException {
    assertThat(firstCells("`([a-z][a-z ]*)[^`]*` ")).isEqualTo(commands(program(), "").keySet());
  }

  @Test
  void theShortPageNamesEveryGlobalOption() throws IOException {
    assertThat(firstCells("(?:`-h`, )?`(--[a-z-]+)[^`]*` "))
        .isEqualTo(
            options(program()).stream()
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.toSet()));
  }

  @Test
  void theShortPageTellsEveryExitCode() throws IOException {
    assertThat(firstCells("(\\d+) "))
        .isEqualTo(
            Stream.concat(
                    Arrays.stream(ExitCode.values()).map(code -> Integer.toString(code.number())),
                    Stream.of("130"))
                .collect(Collectors.toSet()));
  }
}
