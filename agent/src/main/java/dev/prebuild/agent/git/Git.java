package dev.prebuild.agent.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Runs git, deaf to the host's own settings and to whatever the repositories bring that could run.
 */
final class Git {
  private static final int LIMIT_MINUTES = 120;
  private static final int LAST_WORDS_SECONDS = 5;
  private static final int DEATH_SECONDS = 5;

  /** Nobody is asked anything, and a connection that is dead is noticed. */
  private static final String SSH =
      "ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=15 -oServerAliveCountMax=4"
          + " -oForwardAgent=no -oClearAllForwardings=yes -oPermitLocalCommand=no";

  /** Git may get by without what it cannot read, and say nothing but this. */
  private static final Pattern DAMAGE =
      Pattern.compile(
          "(^|; )(error|warning): (packfile .*|.* is corrupt.*|.*not point to a valid object.*"
              + "|ignoring broken ref .*|inflate: .*)");

  private static final List<String> DEAF =
      List.of(
          "core.hooksPath=/dev/null",
          "core.fsmonitor=false",
          "core.attributesFile=/dev/null",
          "core.excludesFile=/dev/null",
          "protocol.ext.allow=never",
          "safe.directory=*",
          "safe.bareRepository=explicit",
          "submodule.recurse=false",
          "fetch.recurseSubmodules=false",
          "http.followRedirects=false",
          "gc.auto=0",
          "maintenance.auto=false",
          "fetch.unpackLimit=1",
          "advice.detachedHead=false",
          "init.defaultBranch=main");

  private final List<String> options;
  private final String protocols;
  private final CloneLog log;

  private Git(List<String> options, String protocols, CloneLog log) {
    this.options = List.copyOf(options);
    this.protocols = protocols;
    this.log = log;
  }

  /**
   * Git that talks to servers.
   *
   * @param protocols it may speak
   */
  static Git remote(List<String> protocols, CloneLog log) {
    return new Git(List.of(), String.join(":", protocols), log);
  }

  /** Git that reads folders of this host, and cannot reach any other. */
  static Git local(CloneLog log) {
    return new Git(List.of(), "file", log);
  }

  /** The same with more options before its command. */
  Git with(List<String> more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(more);
    return new Git(all, protocols, log);
  }

  /** The same, on the repository in this checkout and no other, wherever it may be looked for. */
  Git in(Path checkout) {
    return with(List.of("-C", checkout.toString(), "--git-dir=.git"));
  }

  /** The same, on this bare repository. */
  Git on(Path bare) {
    return with(List.of("--git-dir=" + bare));
  }

  /**
   * Runs one command to its end; an interrupt kills it, and whatever it has started.
   *
   * @param what is being done, for the message of a failure
   * @return what it printed on its standard output
   * @throws CloneException if it fails, with what git says
   */
  String run(String what, String... arguments) throws InterruptedException {
    return run(what, List.of(arguments));
  }

  /** The same with a list. */
  String run(String what, List<String> arguments) throws InterruptedException {
    Process process = start(what, arguments);
    try {
      Future<String> answer = aside(() -> GitOutput.answer(process.getInputStream()));
      Future<List<String>> complaint =
          aside(() -> GitOutput.lines(process.getErrorStream(), log::pass));
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw CloneException.of(
            Trouble.UNREACHABLE, what, "not done within %d minutes".formatted(LIMIT_MINUTES));
      }
      List<String> lines = lastWords(complaint, List.of("its complaint is lost"));
      String said = String.join("; ", lines);
      if (process.exitValue() != 0) {
        throw CloneException.of(
            trouble(lines), what, "exit code %d: %s".formatted(process.exitValue(), said));
      }
      if (DAMAGE.matcher(said).find()) {
        throw CloneException.of(Trouble.FAILED, what, "objects are damaged: " + said);
      }
      return lastWords(answer, "");
    } finally {
      kill(process);
    }
  }

  /** Whether it succeeds; nobody is told why not. */
  boolean succeeds(String what, String... arguments) throws InterruptedException {
    try {
      String _ = run(what, arguments);
      return true;
    } catch (CloneException e) {
      if (e.trouble().isOfThisHost()) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Where no server is asked, none can be at fault: what sounds like it is a damaged repository.
   */
  private Trouble trouble(List<String> lines) {
    Trouble trouble = Trouble.of(lines);
    boolean isLocal = protocols.equals("file") && !trouble.isOfThisHost();
    return isLocal ? Trouble.FAILED : trouble;
  }

  private Process start(String what, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    DEAF.forEach(setting -> command.addAll(List.of("-c", setting)));
    command.addAll(options);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name -> name.startsWith("GIT_") || name.startsWith("XDG_") || name.equals("DISPLAY"));
    environment.put("GIT_ALLOW_PROTOCOL", protocols);
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_ASKPASS", "/bin/true");
    environment.put("SSH_ASKPASS_REQUIRE", "never");
    environment.put("GIT_SSH_COMMAND", SSH);
    // Else curl would send what the agent's user keeps in ~/.netrc.
    environment.put("HOME", "/nonexistent");
    environment.put("LC_ALL", "C");
    try {
      return builder.start();
    } catch (IOException e) {
      throw CloneException.of(
          Trouble.HOST, what, "git could not be started, is it installed? " + e.getMessage());
    }
  }

  /** On a thread of its own, since neither an interrupt nor a limit ends the reading of a pipe. */
  private static <T> Future<T> aside(Callable<T> reading) {
    FutureTask<T> task = new FutureTask<>(reading);
    Thread.ofVirtual().name("git-output").start(task);
    return task;
  }

  private static <T> T lastWords(Future<T> output, T unreadable) throws InterruptedException {
    try {
      return output.get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return unreadable;
    } catch (ExecutionException e) {
      throw CloneException.of(Trouble.FAILED, "reading what git prints", e.getCause() + "");
    }
  }

  /** Returns when all is dead, so that its folders can be removed. */
  private static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    try {
      Object _ = process.onExit().orTimeout(DEATH_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException | CancellationException e) {
      // It hangs in the kernel: nothing more can be done about it here.
      return;
    }
  }
}
