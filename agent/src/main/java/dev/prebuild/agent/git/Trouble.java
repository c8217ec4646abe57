package dev.prebuild.agent.git;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why a repository cannot be had, as far as what is to be done about it differs. */
public enum Trouble {
  /** Of this host: its disk is full. */
  DISK_FULL(
      "the disk is full",
      "make room below paths.state, or lower prebuilds.mirrors.maxSize",
      "No space left on device|Disk quota exceeded"),
  /** Of this host, in any other way. */
  HOST(
      "this host cannot do it",
      "look at the agent's log and at the folders below paths.state",
      "unable to fork|Cannot allocate memory|Too many open files|Read-only file system"),
  /** A rule of this host forbids it. */
  REFUSED(
      "this host refuses it",
      "see the prebuilds section of the settings",
      "transport '.*' not allowed"),
  /** The server's identity cannot be verified. */
  UNTRUSTED(
      "the server cannot be trusted",
      "name the file with its certificate authority in prebuilds.git.caFile, or for ssh put the"
          + " server's key into known_hosts of the agent's user",
      "SSL certificate|server certificate verification|certificate verif|Host key verification"),
  /** The server wants other credentials, or any at all. */
  DENIED(
      "the server refuses the credentials, or asks for some",
      "check that the executor is connected to this server and may read the repository",
      "Authentication failed|could not read (Username|Password)|error: 40[13]|Permission denied"),
  /** No such repository, for these credentials. */
  NOT_FOUND(
      "the repository is not there, or may not be seen",
      "check its URL, and that the executor may read it",
      "repository '.*' not found|Repository not found|could not be found|error: 404|error: 410"
          + "|does not appear to be a git repository|does not exist"),
  /** No such branch, tag or commit. */
  NO_SUCH_REF(
      "there is no such branch, tag or commit",
      "check its name, and that it has been pushed",
      "couldn't find remote ref|not our ref|unadvertised object|no such remote ref"),
  /** A large file cannot be had. */
  LARGE_FILES(
      "a large file of it cannot be had",
      "check that it has been pushed (git lfs push), and that the executor may read it",
      "filter lfs failed|filter 'git-lfs"),
  /** The network, or the server; later it may be well again. */
  UNREACHABLE(
      "the server cannot be reached, or does not answer",
      "check the host's network, name service and proxy, and the server",
      "Could not resolve host|unable to look up|Failed to connect|Couldn't connect|unable to connect"
          + "|Connection (timed out|refused|reset|closed)|Operation timed out|timed out"
          + "|Operation too slow|Recv failure|Send failure|Empty reply|error: (429|5\\d\\d)"
          + "|RPC failed|early EOF|hung up unexpectedly|unexpected disconnect|unexpected EOF"
          + "|Could not read from remote|Network is unreachable|No route to host|SSL_|gnutls_|TLS"),
  /** Anything else. */
  FAILED("git failed", "the prebuild's log has what git printed", "(?!)");

  private final String problem;
  private final String remedy;
  private final Pattern signs;

  Trouble(String problem, String remedy, String signs) {
    this.problem = problem;
    this.remedy = remedy;
    this.signs = Pattern.compile(signs);
  }

  /**
   * What git's last lines tell; the first that fits in the order above. What the server has it
   * print is believed as far as it says that nothing is there: its disk is not this host's.
   */
  static Trouble of(List<String> lines) {
    String own =
        lines.stream()
            .filter(line -> !line.startsWith("remote:"))
            .collect(Collectors.joining("\n"));
    Trouble trouble = first(own);
    boolean isVague = trouble == FAILED || trouble == UNREACHABLE;
    return isVague && NOT_FOUND.signs.matcher(String.join("\n", lines)).find()
        ? NOT_FOUND
        : trouble;
  }

  private static Trouble first(String text) {
    for (Trouble trouble : values()) {
      if (trouble.signs.matcher(text).find()) {
        return trouble;
      }
    }
    return FAILED;
  }

  String problem() {
    return problem;
  }

  String remedy() {
    return remedy;
  }

  /** Whether it is this host's own fault, and no repository's. */
  boolean isOfThisHost() {
    return this == DISK_FULL || this == HOST;
  }
}
