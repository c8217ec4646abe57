package dev.prebuild.agent.engine.build;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the {@code devcontainer} command takes for the engine's own command. It adds options to each
 * build: labels, and the limits of the class. And it gives the image that carries the features'
 * files into a build a name of this prebuild: its usual one is the same for all builds, so that one
 * could get the features of another.
 *
 * @param docker the engine's own command
 * @param options of each build
 * @param content name of the image with the features' files
 */
record DockerScript(Path docker, List<String> options, String content) {
  private static final String SHARED_NAME = "dev_container_feature_content_temp";

  private static final String TEXT =
      """
      #!/bin/sh
      set -eu
      if [ "${1-}" != build ]; then
        exec @DOCKER@ "$@"
      fi
      shift
      left=$#
      previous=
      while [ "$left" -gt 0 ]; do
        argument=$1
        shift
        left=$((left - 1))
        if [ "$previous" = -f ]; then
          sed -i 's,^FROM @SHARED@ ,FROM @OWN@ ,' "$argument"
        fi
        previous=$argument
        case $argument in
          @SHARED@) argument=@OWN@ ;;
          *=@SHARED@) argument=${argument%@SHARED@}@OWN@ ;;
        esac
        set -- "$@" "$argument"
      done
      exec @DOCKER@ build @OPTIONS@ "$@"
      """;

  String text() {
    return TEXT.replace("@DOCKER@", quoted(docker.toString()))
        .replace("@SHARED@", SHARED_NAME)
        .replace("@OWN@", content)
        .replace(
            "@OPTIONS@",
            options.stream().map(DockerScript::quoted).collect(Collectors.joining(" ")));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
