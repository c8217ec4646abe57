package dev.prebuild.agent.cli.doctor;

import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.doctor.Verdict.Warning;
import dev.prebuild.agent.cli.output.Words;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the host has to have. */
final class HostChecks {
  private HostChecks() {}

  /**
   * Whether there is room.
   *
   * @param what lies in the folder
   * @param freeBytes absent if that cannot be told
   * @param leastBytes as {@code disk.minimumFree} has it
   * @param repair a line that makes room, or tells where there is some to be made
   */
  record HasRoom(String what, Path folder, OptionalLong freeBytes, long leastBytes, String repair)
      implements Check {
    @Override
    public String subject() {
      return "disk of " + what;
    }

    @Override
    public Verdict verdict() {
      if (freeBytes.isEmpty()) {
        return new Warning(
            "how much is free at %s cannot be told".formatted(folder), "df %s".formatted(folder));
      }
      String free = "%s of %s is free".formatted(Words.bytes(freeBytes.getAsLong()), folder);
      return freeBytes.getAsLong() >= leastBytes
          ? new Fine(free)
          : new Broken(
              "%s, and %s are the least (disk.minimumFree)"
                  .formatted(free, Words.bytes(leastBytes)),
              repair);
    }
  }

  /**
   * Whether there is a git that can be held to an address.
   *
   * @param output of {@code git --version}; empty if there is no such program
   */
  record HasGit(Optional<String> output) implements Check {
    private static final Pattern VERSION = Pattern.compile("git version (\\d{1,4})\\.(\\d{1,4})");
    private static final String REPAIR =
        "apt-get install git   # 2.37 or newer; Debian 12 and Ubuntu 24.04 have it";

    @Override
    public String subject() {
      return "git";
    }

    @Override
    public Verdict verdict() {
      if (output.isEmpty()) {
        return new Broken("there is no git: nothing can be cloned", REPAIR);
      }
      String told = Words.firstLine(output.get(), 60);
      Matcher version = VERSION.matcher(told);
      if (!version.lookingAt()) {
        return new Warning("git says '%s', which tells no version".formatted(told), REPAIR);
      }
      int major = Integer.parseInt(version.group(1));
      int minor = Integer.parseInt(version.group(2));
      return major > 2 || (major == 2 && minor >= 37)
          ? new Fine(told)
          : new Warning(
              told + " cannot be held to the address that was looked at: it is older than 2.37",
              REPAIR);
    }
  }

  /**
   * Whether something keeps the clock right.
   *
   * @param isSynchronized {@code yes} or {@code no}, as timedatectl has it
   */
  record KeepsTime(String isSynchronized) implements Check {
    @Override
    public String subject() {
      return "clock";
    }

    @Override
    public Verdict verdict() {
      return isSynchronized.equals("yes")
          ? new Fine("it is kept right by NTP")
          : new Warning(
              "nothing keeps it right: certificates, tokens and schedules go by it",
              "timedatectl set-ntp true   # or install chrony");
    }
  }

  /**
   * Whether the agent that holds the runner's lock is well, if one does.
   *
   * @param holder the process that holds it; empty if nobody does
   * @param isListening whether the agent answers at its address
   */
  record HoldsLock(Path file, Optional<Long> holder, boolean isListening) implements Check {
    @Override
    public String subject() {
      return "runner lock";
    }

    @Override
    public Verdict verdict() {
      if (holder.isEmpty()) {
        return isListening
            ? new Warning(
                "nobody holds %s, yet an agent answers: it is another runner's, or of another engine"
                    .formatted(file),
                "ss -ltnp   # tells whose it is")
            : new Fine("free: no agent runs");
      }
      return isListening
          ? new Fine("held by the agent, process %d".formatted(holder.get()))
          : new Broken(
              "process %d holds %s, and does not answer at the address that the settings name"
                  .formatted(holder.get(), file),
              "journalctl -u prebuild-agent -e   # and systemctl restart prebuild-agent, if it has come up");
    }
  }

  /** The process that holds a lock of a file, by what the kernel lists in /proc/locks. */
  static Optional<Long> holder(String locks, long inode) {
    Pattern held = Pattern.compile("\\d+: POSIX +\\S+ +WRITE +(\\d+) +\\S+:%d .*".formatted(inode));
    return locks
        .lines()
        .map(held::matcher)
        .filter(Matcher::matches)
        .map(match -> Long.valueOf(match.group(1)))
        .findFirst();
  }
}
