package dev.prebuild.agent.cli.doctor;

import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.doctor.Verdict.Warning;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The agent's own files. */
final class FileChecks {
  private FileChecks() {}

  /**
   * Whether the settings make sense.
   *
   * @param problem what is wrong with them
   */
  record SettingsMakeSense(Path file, Optional<String> problem) implements Check {
    @Override
    public String subject() {
      return "settings";
    }

    @Override
    public Verdict verdict() {
      return problem
          .<Verdict>map(
              text ->
                  new Broken(
                      text,
                      "prebuild-agent check %s   # until it says that they are fine"
                          .formatted(file)))
          .orElseGet(() -> new Fine(file + " makes sense"));
    }
  }

  /** Whether others can read or change the settings. */
  record SettingsAreClosed(Path file, FileFacts facts) implements Check {
    @Override
    public String subject() {
      return "settings file";
    }

    @Override
    public Verdict verdict() {
      return switch (facts) {
        case FileFacts.Missing _ ->
            new Broken(
                "%s is not there".formatted(file),
                "prebuild-agent init --settings %s --repository URL --image IMAGE".formatted(file));
        case FileFacts.Hidden hidden -> hidden(file, hidden);
        case FileFacts.Present present when canWrite(present.rights()) ->
            new Broken(
                "%s can be changed by others than its owner".formatted(file),
                "chmod 600 %s".formatted(file));
        case FileFacts.Present present when !isPrivate(present.rights()) ->
            new Warning(
                "%s can be read by others than its owner".formatted(file),
                "chmod 600 %s".formatted(file));
        case FileFacts.Present _ -> new Fine(file + " is its owner's alone");
      };
    }
  }

  /**
   * Whether a secret stays one: its owner's, or its group's as well, as the agent demands.
   *
   * @param what is in it
   * @param isRequired whether somebody has to put it there: the agent makes the others itself
   */
  record SecretIsClosed(String what, Path file, FileFacts facts, boolean isRequired)
      implements Check {
    @Override
    public String subject() {
      return what;
    }

    @Override
    public Verdict verdict() {
      return switch (facts) {
        case FileFacts.Missing _ when isRequired ->
            new Broken(
                "%s is not there".formatted(file),
                "install -m 600 /dev/stdin %s   # and paste it".formatted(file));
        case FileFacts.Missing _ -> new Fine(file + " is made on the first start");
        case FileFacts.Hidden hidden -> hidden(file, hidden);
        case FileFacts.Present present when isPrivate(present.rights()) ->
            new Fine(file + " is its owner's alone");
        case FileFacts.Present present when isForGroup(present.rights()) ->
            new Fine(file + " is its owner's and its group's alone");
        case FileFacts.Present _ ->
            new Broken(
                "%s is open to others than its owner and its group".formatted(file),
                "chmod 600 %s".formatted(file));
      };
    }
  }

  private static Verdict hidden(Path file, FileFacts.Hidden hidden) {
    return new Warning(
        "%s cannot be looked at (%s)".formatted(file, hidden.reason()),
        "sudo prebuild-agent doctor");
  }

  private static boolean canWrite(Set<PosixFilePermission> rights) {
    return rights.contains(PosixFilePermission.GROUP_WRITE)
        || rights.contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static boolean isForGroup(Set<PosixFilePermission> rights) {
    Set<PosixFilePermission> ofOwner = new HashSet<>(rights);
    ofOwner.remove(PosixFilePermission.GROUP_READ);
    return isPrivate(ofOwner);
  }

  private static boolean isPrivate(Set<PosixFilePermission> rights) {
    return EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE)
        .containsAll(rights);
  }
}
