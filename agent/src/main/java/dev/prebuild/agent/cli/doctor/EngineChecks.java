package dev.prebuild.agent.cli.doctor;

import dev.prebuild.agent.cli.doctor.EngineAnswer.Said;
import dev.prebuild.agent.cli.doctor.EngineAnswer.Silent;
import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.doctor.Verdict.Warning;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What an engine has to be. */
final class EngineChecks {
  private EngineChecks() {}

  /** Whether it answers. */
  record Answers(Path socket, EngineAnswer answer) implements Check {
    @Override
    public String subject() {
      return "engine";
    }

    @Override
    public Verdict verdict() {
      return switch (answer) {
        case Said said -> new Fine("Docker %s answers at %s".formatted(said.version(), socket));
        case Silent silent ->
            new Broken(
                "no engine answers at %s: %s".formatted(socket, silent.reason()),
                "systemctl start docker   # or name its socket in engine.socket, and run this as root");
      };
    }
  }

  /** Whether it and the agent have a version of the API in common. */
  record SpeaksApi(Said said) implements Check {
    private static final ApiVersion LEAST = new ApiVersion(1, 39);
    private static final ApiVersion TRIED = new ApiVersion(1, 41);

    @Override
    public String subject() {
      return "engine API";
    }

    @Override
    public Verdict verdict() {
      ApiVersion newest = ApiVersion.parse(said.newestApi());
      String range = "it takes %s to %s".formatted(said.oldestApi(), said.newestApi());
      String repair = "apt-get install docker.io   # or Docker's own packages: 20.10 or newer";
      if (newest.compareTo(LEAST) < 0) {
        return new Broken("%s, and %s is the least".formatted(range, LEAST), repair);
      }
      return newest.compareTo(TRIED) < 0
          ? new Warning("%s; the agent is tried from %s on".formatted(range, TRIED), repair)
          : new Fine(range);
    }
  }

  private record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    /** What is no version counts as the oldest. */
    static ApiVersion parse(String text) {
      int[] parts =
          Arrays.stream(text.split("\\.", -1))
              .mapToInt(part -> NUMBER.matcher(part).matches() ? Integer.parseInt(part) : 0)
              .toArray();
      return new ApiVersion(parts[0], parts.length > 1 ? parts[1] : 0);
    }

    @Override
    public int compareTo(ApiVersion other) {
      return major == other.major
          ? Integer.compare(minor, other.minor)
          : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** Whether the growth of a layer can be seen. */
  record Stores(Said said) implements Check {
    @Override
    public String subject() {
      return "storage driver";
    }

    @Override
    public Verdict verdict() {
      return said.storageDriver().equals("overlay2")
          ? new Fine("overlay2")
          : new Warning(
              "%s: the progress of snapshots is estimated, and limits of disk may not hold"
                  .formatted(said.storageDriver()),
              "set \"storage-driver\": \"overlay2\" in /etc/docker/daemon.json   # images and containers have to be made anew");
    }
  }

  /**
   * Whether the agent can look into it.
   *
   * @param isReadable by this process
   */
  record KeepsData(Said said, boolean isReadable) implements Check {
    @Override
    public String subject() {
      return "data root";
    }

    @Override
    public Verdict verdict() {
      return isReadable
          ? new Fine(said.dataRoot() + " is readable")
          : new Warning(
              "%s cannot be read: the progress of snapshots is estimated, and the search for secrets takes longer"
                  .formatted(said.dataRoot()),
              "sudo prebuild-agent doctor   # the agent itself should be run as root, on the engine's own host");
    }
  }
}
