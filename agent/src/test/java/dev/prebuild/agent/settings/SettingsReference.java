package dev.prebuild.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.prebuild.agent.settings.RecordSources.Component;
import dev.prebuild.agent.settings.RecordSources.RecordSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes the reference of all settings: of each its kind, limits, default and meaning. */
final class SettingsReference {
  private static final Pattern GENERIC = Pattern.compile("(Optional|List|Set)<(.*)>");
  private static final Pattern ANNOTATION =
      Pattern.compile("@([A-Za-z]+)(\\(((?:[^()\"]|\"[^\"]*\")*)\\))?");
  private static final Map<String, String> KINDS =
      Map.of(
          "String", "text",
          "Path", "path",
          "URI", "URL",
          "UUID", "UUID",
          "Duration", "duration",
          "DataSize", "size",
          "int", "whole number",
          "Integer", "whole number",
          "double", "number",
          "boolean", "`true` or `false`");

  private final RecordSources sources;
  private final StringBuilder page = new StringBuilder();

  SettingsReference(RecordSources sources) {
    this.sources = sources;
  }

  /** The page, as Markdown. */
  String write(JsonNode defaults) {
    page.append(
        """
        # Settings
        Written by a test from the types in `dev.prebuild.config.settings`; do not edit it. A file of your own names only what
        differs from the defaults; a key that is not known is an error. Durations are such as `10s`, `5m`, `24h`, `7d`;
        sizes such as `64MiB`, `2GiB`. What has no default and is not optional is required.
        """);
    section("", "Settings", defaults);
    return page.toString();
  }

  private void section(String path, String type, JsonNode defaults) {
    RecordSource source =
        sources.find(type).orElseThrow(() -> new IllegalStateException("no record " + type));
    List<Component> leaves = new ArrayList<>();
    List<Component> sections = new ArrayList<>();
    source
        .components()
        .forEach(
            component ->
                (sources.find(resolved(type, component)).isPresent() ? sections : leaves)
                    .add(component));
    if (!path.isEmpty()) {
      page.append("\n## %s\n%s\n".formatted(path, source.text()));
    }
    if (!leaves.isEmpty()) {
      page.append("\n| key | kind | default | meaning |\n|---|---|---|---|\n");
      leaves.forEach(leaf -> row(type, leaf, defaults.path(leaf.name())));
    }
    for (Component inner : sections) {
      String name = path.isEmpty() ? inner.name() : path + "." + inner.name();
      String suffix = isMany(inner) ? "[]" : "";
      section(
          name + suffix,
          resolved(type, inner),
          isMany(inner) ? MissingNode.getInstance() : defaults.path(inner.name()));
    }
  }

  private void row(String record, Component leaf, JsonNode standard) {
    page.append(
        "| `%s` | %s | %s | %s |\n"
            .formatted(leaf.name(), kind(record, leaf), standard(leaf, standard), leaf.text()));
  }

  private String kind(String record, Component leaf) {
    String inner = resolved(record, leaf);
    String kind =
        sources
            .constants(inner)
            .map(all -> all.stream().map("`%s`"::formatted).collect(Collectors.joining(", ")))
            .or(() -> Optional.ofNullable(KINDS.get(inner)))
            .orElse(inner.equals("DayOfWeek") ? "`MONDAY` … `SUNDAY`" : inner);
    String many = isMany(leaf) ? "list of " + kind : kind;
    String limits = limits(leaf.annotations() + " " + leaf.type());
    return limits.isEmpty() ? many : many + ", " + limits;
  }

  private static String limits(String annotations) {
    List<String> limits = new ArrayList<>();
    Matcher all = ANNOTATION.matcher(annotations);
    while (all.find()) {
      String argument = Optional.ofNullable(all.group(3)).orElse("");
      switch (all.group(1)) {
        case "Min", "DecimalMin" -> limits.add("at least " + number(argument));
        case "Max", "DecimalMax" -> limits.add("at most " + number(argument));
        case "MinDuration" -> limits.add("at least " + duration(argument));
        case "MaxDuration" -> limits.add("at most " + duration(argument));
        case "DataSizeRange" -> limits.add(range(argument));
        case "NotEmpty" -> limits.add("not empty");
        default -> {}
      }
    }
    return String.join(", ", limits);
  }

  private static String number(String argument) {
    return argument.replaceAll("[\"_]", "").replaceAll("^value = ", "");
  }

  private static String duration(String argument) {
    Matcher value = Pattern.compile("(?:value = )?(\\d+)").matcher(argument);
    String number = value.find() ? value.group(1) : argument;
    String unit =
        argument.contains("MINUTES")
            ? "m"
            : argument.contains("HOURS") ? "h" : argument.contains("DAYS") ? "d" : "s";
    return number + unit;
  }

  private static String range(String argument) {
    Matcher bounds = Pattern.compile("min = (\\d+), max = (\\d+)").matcher(argument);
    return bounds.find() ? "%s to %s MiB".formatted(bounds.group(1), bounds.group(2)) : argument;
  }

  private static String standard(Component leaf, JsonNode standard) {
    if (standard.isMissingNode() || standard.isNull()) {
      boolean isOptional =
          leaf.type().startsWith("Optional") || leaf.annotations().contains("Nulls.AS_EMPTY");
      return isOptional ? "" : "required";
    }
    if (standard.isArray()) {
      return standard.isEmpty()
          ? "none"
          : StreamSupport.stream(standard.spliterator(), false)
              .map(item -> "`%s`".formatted(item.asText()))
              .collect(Collectors.joining(", "));
    }
    return "`%s`".formatted(standard.asText());
  }

  private static boolean isMany(Component component) {
    return component.type().startsWith("List<") || component.type().startsWith("Set<");
  }

  /** The type that a component holds, whether one, many or none. */
  private String resolved(String record, Component component) {
    String bare = withoutAnnotations(component.type());
    Matcher generic = GENERIC.matcher(bare);
    return sources.resolve(record, generic.matches() ? generic.group(2) : bare);
  }

  private static String withoutAnnotations(String type) {
    return ANNOTATION.matcher(type).replaceAll("").replaceAll("\\s+", "");
  }
}
