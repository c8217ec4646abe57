package dev.prebuild.agent.git;

import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs git, deaf to the host's own settings and to the hooks of what it fetches. */
final class Git {
  private static final int LIMIT_MINUTES = 60;
  private static final int LAST_WORDS_SECONDS = 5;
  private static final int LONGEST_COMPLAINT_BYTES = 2_000;

  private final RepositoryRules rules;
  private final Credentials credentials;

  Git(RepositoryRules rules, Credentials credentials) {
    this.rules = rules;
    this.credentials = credentials;
  }

  /**
   * Runs one command to its end; an interrupt kills it.
   *
   * @param what is being done, for the message of a failure
   * @throws PrebuildException if it fails, with what git says
   */
  String run(String what, List<String> arguments) throws InterruptedException {
    Process process = start(what, arguments);
    try {
      Future<String> output = readAside(process.getInputStream());
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new PrebuildException(
            "%s: not done within %d minutes".formatted(what, LIMIT_MINUTES));
      }
      if (process.exitValue() != 0) {
        throw new PrebuildException(
            "%s: git exited with code %d: %s"
                .formatted(what, process.exitValue(), complaint(output)));
      }
      return complaint(output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(String what, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null"));
    command.addAll(List.of("-c", "protocol.ext.allow=never", "-c", "safe.directory=*"));
    command.addAll(credentials.options());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_ALLOW_PROTOCOL", String.join(":", rules.protocols()));
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_ASKPASS", "/bin/true");
    environment.put("LC_ALL", "C");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new PrebuildException(what + ": git could not be started; is it installed?", e);
    }
  }

  /** On a thread of its own, since neither an interrupt nor a limit ends the reading of a pipe. */
  private static Future<String> readAside(InputStream output) {
    FutureTask<String> reading = new FutureTask<>(() -> read(output));
    Thread.ofVirtual().name("git-output").start(reading);
    return reading;
  }

  private static String complaint(Future<String> output) throws InterruptedException {
    try {
      return output.get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return "what it said cannot be read (" + e + ")";
    }
  }

  /** Its beginning is kept; the rest is read all the same, so that git does not wait. */
  private static String read(InputStream output) throws IOException {
    String text =
        new String(output.readNBytes(LONGEST_COMPLAINT_BYTES), StandardCharsets.UTF_8).strip();
    output.transferTo(OutputStream.nullOutputStream());
    return text;
  }
}
