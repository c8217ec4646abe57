package dev.prebuild.agent.testkit.browser;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Folders;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A headless Chromium with an empty profile in a temporary folder. Ends with the tests of a class,
 * and leaves nothing.
 */
public final class Browser implements AutoCloseable, AfterAllCallback {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Path profile;
  private final Process process;
  private final DevTools devTools;

  private Browser(Path profile, Process process, DevTools devTools) {
    this.profile = profile;
    this.process = process;
    this.devTools = devTools;
  }

  /** Returns once it takes calls. */
  public static Browser start() {
    try {
      Path profile = Files.createTempDirectory("prebuild-browser-");
      Process process = launch(profile);
      return new Browser(profile, process, new DevTools(awaitAddress(profile, process)));
    } catch (Exception e) {
      throw new IllegalStateException("the browser does not start", e);
    }
  }

  private static Process launch(Path profile) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program());
    command.addAll(
        List.of(
            "--headless",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile.resolve("profile"),
            "--disable-background-networking",
            "--disable-breakpad",
            "--disable-crash-reporter",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-lcd-text",
            "--force-color-profile=srgb",
            "--hide-scrollbars",
            "--no-first-run"));
    if (isRoot()) {
      // Its sandbox cannot be set up by root; the pages here are our own.
      command.add("--no-sandbox");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output").toFile());
    builder.environment().put("HOME", profile.toString());
    builder.environment().put("TMPDIR", profile.toString());
    return builder.start();
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** The one that the environment names, or the first on the path. */
  private static String program() {
    return Optional.ofNullable(System.getenv("PREBUILD_TEST_CHROMIUM"))
        .filter(named -> !named.isBlank())
        .or(Browser::onPath)
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs Chromium, and there is none on PATH: run agent/bin/test, which installs one, or name it in PREBUILD_TEST_CHROMIUM"));
  }

  private static Optional<String> onPath() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** It writes down where it listens once it does. */
  private static URI awaitAddress(Path profile, Process process) throws Exception {
    Path file = profile.resolve("profile").resolve("DevToolsActivePort");
    List<String> lines =
        Eventually.await(
            "the browser listens", () -> readIfThere(profile, process, file), it -> it.size() == 2);
    return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
  }

  private static List<String> readIfThere(Path profile, Process process, Path file)
      throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(
          "the browser has ended:\n" + Files.readString(profile.resolve("output")));
    }
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** A new page that shares nothing with others: neither storage nor cache. */
  public Tab open(String url) throws Exception {
    String context =
        devTools
            .call(Optional.empty(), "Target.createBrowserContext", Map.of())
            .path("browserContextId")
            .asText();
    String target =
        devTools
            .call(
                Optional.empty(),
                "Target.createTarget",
                Map.of("url", "about:blank", "browserContextId", context))
            .path("targetId")
            .asText();
    String session =
        devTools
            .call(
                Optional.empty(),
                "Target.attachToTarget",
                Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asText();
    Tab tab = new Tab(devTools, session);
    tab.open(url);
    return tab;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  /** At once: nothing of its profile is wanted any more. */
  @Override
  public void close() throws IOException {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    devTools.close();
    all.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .orTimeout(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
    Folders.remove(profile);
  }
}
