package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.ContainerConfig;
import dev.prebuild.snapshot.secrets.NeedleSearch;
import dev.prebuild.snapshot.secrets.SearchTally;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Searches what a commit takes over from a container into what its image says of itself. */
record ConfigurationSearch(NeedleSearch needles, SearchTally tally) {
  void search(ContainerConfig config) {
    for (String variable : words(config.getEnv())) {
      look("environment", variable.split("=", 2)[0], variable);
    }
    Map<String, String> labels = config.getLabels();
    if (labels != null) {
      labels.forEach((key, value) -> look("labels", key, key + "=" + value));
    }
    look("configuration", "entry point", words(config.getEntrypoint()));
    look("configuration", "command", words(config.getCmd()));
    look("configuration", "user", Objects.requireNonNullElse(config.getUser(), ""));
    look("configuration", "working folder", Objects.requireNonNullElse(config.getWorkingDir(), ""));
  }

  private static String[] words(String @Nullable [] words) {
    return words == null ? new String[0] : words;
  }

  private void look(String place, String name, String... words) {
    for (String word : words) {
      if (needles.isIn(word)) {
        tally.foundIn("the image's " + place, name);
      }
    }
  }
}
