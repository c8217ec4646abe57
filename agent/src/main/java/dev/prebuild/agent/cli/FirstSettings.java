package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a settings file for standalone use begins with: one class, one project.
 *
 * @param project its name
 */
record FirstSettings(Ids ids, String project, String repository, String image) {
  private static final Pattern LAST_PART = Pattern.compile(".*?([^/:]+?)(\\.git)?/*");

  /** All random. */
  record Ids(UUID runner, UUID organization, UUID environmentClass, UUID project) {}

  /** What a repository is called: the last part of its URL; empty if that has none. */
  static Optional<String> nameOf(String repository) {
    Matcher matcher = LAST_PART.matcher(repository);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The file. */
  String yaml() {
    return """
        # Settings of prebuild-agent for one host with an embedded control plane. What is not named here has its default:
        # prebuild-agent.yaml and standalone.yaml list all of it. `prebuild-agent check` says whether this file makes sense.
        runner:
          # On all that the agent makes: keep it.
          id: %s
        %sstandalone:
          organizationId: %s
          environmentClasses:
            - id: %s
              name: regular
              image: %s
              # cpus: 2
              # memory: 4GiB
          projects:
            - id: %s
              name: %s
              repository: %s
              defaultClassId: %s
              prebuildClassIds: [%s]
              # What a prebuild runs, beside what the repository's own devcontainer.json and automations.yaml say:
              # tasks: [{name: build, command: make}]
        """
        .formatted(
            ids.runner(),
            allowance(),
            ids.organization(),
            ids.environmentClass(),
            quote(image),
            ids.project(),
            quote(project),
            quote(repository),
            ids.environmentClass(),
            ids.environmentClass());
  }

  /** Who names such a repository wants it to be cloned. */
  private String allowance() {
    return switch (scheme()) {
      case "file" -> "prebuilds:\n  allowFileRepositories: true\n";
      case "git" -> "prebuilds:\n  allowGitRepositories: true\n";
      default -> "";
    };
  }

  private String scheme() {
    try {
      return Optional.ofNullable(URI.create(repository).getScheme())
          .orElse("")
          .toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      // git's own short form, host:path.
      return "";
    }
  }

  /** A string of JSON is one of YAML. */
  private static String quote(String text) {
    return TextNode.valueOf(text).toString();
  }
}
