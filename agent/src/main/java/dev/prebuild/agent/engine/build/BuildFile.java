package dev.prebuild.agent.engine.build;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a Dockerfile. */
record BuildFile(String text) {
  private static final Pattern DIRECTIVE = Pattern.compile("#\\s*(\\w+)\\s*=\\s*(.*?)\\s*");

  /** What only BuildKit understands: options of RUN, and texts that begin in an instruction. */
  private static final Pattern BUILDKIT =
      Pattern.compile(
          "^\\s*(RUN\\s+--(mount|network|security)\\b|(RUN|COPY|ADD)\\b[^\\n]*<<-?[\"']?[A-Za-z_])",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  boolean needsBuildKit() {
    return BUILDKIT.matcher(text).find();
  }

  /**
   * The same with labels at the beginning of each stage, so that every image and every container of
   * the build carries them, also those that a build leaves that does not come to its end. The
   * engine reuses a layer only behind the same labels: what differs in them shares nothing.
   */
  BuildFile labelled(Map<String, String> labels) {
    String instruction =
        new TreeMap<>(labels)
            .entrySet().stream()
                .map(label -> "\"%s\"=\"%s\"".formatted(label.getKey(), label.getValue()))
                .collect(Collectors.joining(" ", "LABEL ", "\n"));
    StringBuilder labelled = new StringBuilder();
    String escape = escape();
    boolean isWithin = false;
    boolean isStage = false;
    for (String line : text.lines().toList()) {
      labelled.append(line).append('\n');
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      isStage = isWithin ? isStage : content.matches("(?i)FROM\\s.*");
      isWithin = content.endsWith(escape);
      if (isStage && !isWithin) {
        labelled.append(instruction);
      }
    }
    return new BuildFile(labelled.toString());
  }

  /** What joins two lines: a backslash, unless the first lines say otherwise. */
  private String escape() {
    for (String line : text.lines().toList()) {
      Matcher directive = DIRECTIVE.matcher(line);
      if (!directive.matches()) {
        break;
      }
      if (directive.group(1).equalsIgnoreCase("escape")) {
        return directive.group(2);
      }
    }
    return "\\";
  }
}
