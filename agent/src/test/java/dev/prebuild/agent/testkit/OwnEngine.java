package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A container engine of a test's own, which may be stopped and killed: dockerd with folders, socket
 * and containerd of its own and without a network. It takes root. To be registered in a static
 * field.
 */
public final class OwnEngine implements BeforeAllCallback, AfterAllCallback {
  private final Path folder;
  private final Optional<SmallDisk> disk;
  private final Thread atExit = new Thread(this::end, "own-engine-at-exit");
  private final Process mounts;
  private Process engine;

  /** Makes and starts it, with the test image in it. */
  public OwnEngine() {
    this(OptionalLong.empty());
  }

  /** The same with its data on a disk of so many bytes. */
  public static OwnEngine onSmallDisk(long bytes) {
    return new OwnEngine(OptionalLong.of(bytes));
  }

  private OwnEngine(OptionalLong diskBytes) {
    try {
      // On a disk, and short, since the path of a socket ends at 107 bytes.
      folder = Files.createTempDirectory(Path.of("/var/tmp"), "prebuild-own-engine-");
      Files.writeString(folder.resolve("daemon.json"), "{}");
      Path data = Files.createDirectory(folder.resolve("data"));
      disk =
          diskBytes.isPresent()
              ? Optional.of(SmallDisk.mount(data, diskBytes.getAsLong()))
              : Optional.empty();
      // All its lives share one mount namespace, in which it finds its containers' mounts again,
      // and which ends with all of them.
      mounts = new ProcessBuilder("unshare", "--mount", "--propagation", "slave", "cat").start();
      Runtime.getRuntime().addShutdownHook(atExit);
      engine = launch();
    } catch (IOException e) {
      throw new UncheckedIOException("starting an engine; is this run by root?", e);
    }
  }

  private Process launch() throws IOException {
    String namespace = folder.getFileName().toString();
    List<String> command =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(mounts.pid()), "--mount", "dockerd"));
    command.addAll(List.of("--config-file", folder.resolve("daemon.json").toString()));
    command.addAll(List.of("--data-root", folder.resolve("data").toString()));
    command.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
    command.addAll(List.of("--pidfile", folder.resolve("pid").toString()));
    command.addAll(List.of("--host", "unix://" + socket()));
    command.addAll(List.of("--bridge=none", "--iptables=false", "--shutdown-timeout=1"));
    command.addAll(List.of("--containerd-namespace", namespace));
    command.addAll(List.of("--containerd-plugins-namespace", namespace + "-plugins"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private Path socket() {
    return folder.resolve("docker.sock");
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    awaitAnswer();
    try (TestEngine shared = TestEngine.fromEnvironment();
        TestEngine own = connect();
        InputStream image = shared.client().saveImageCmd(shared.image()).exec()) {
      own.client().loadImageCmd(image).exec();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** The disk of its data. */
  public SmallDisk disk() {
    return disk.orElseThrow();
  }

  /** A new connection, for its caller to close. */
  public TestEngine connect() {
    try (TestEngine shared = TestEngine.fromEnvironment()) {
      return TestEngine.at(socket(), shared.image());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as the system does; its containers end with it. */
  public void stop() throws InterruptedException {
    engine.destroy();
    if (!engine.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the engine does not stop:\n" + log());
    }
  }

  /** As kill -9 does; its containers go on until it is started again. */
  public void kill() throws Exception {
    engine.destroyForcibly().onExit().join();
    Eventually.isTrue(
        "the engine's containerd has ended with it",
        () -> helpers().stream().noneMatch(OwnEngine::isContainerd));
    // Where nobody looks after orphans, the dead one would be taken for a living one.
    Files.deleteIfExists(folder.resolve("exec/containerd/containerd.pid"));
  }

  private static boolean isContainerd(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/containerd");
  }

  /** Starts it again after a stop or a kill. */
  public void startAgain() throws Exception {
    engine = launch();
    awaitAnswer();
  }

  private void awaitAnswer() throws Exception {
    try (TestEngine own = connect()) {
      Eventually.isTrue("the test's own engine answers", () -> answers(own));
    }
  }

  private boolean answers(TestEngine own) {
    if (!engine.isAlive()) {
      throw new AssertionError("the engine ended:\n" + log());
    }
    try {
      own.client().pingCmd().exec();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }

  /** Its containers and helpers too, also those of an earlier life; then nothing is left of it. */
  private void end() {
    try {
      engine.destroyForcibly().onExit().join();
      helpers().forEach(OwnEngine::killWithChildren);
      mounts.destroyForcibly().onExit().join();
      disk.ifPresent(SmallDisk::close);
      Folders.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + folder, e);
    }
  }

  private List<ProcessHandle> helpers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").contains("containerd"))
        .filter(process -> commandLine(process).contains(folder + "/"))
        .toList();
  }

  /** Known by this engine's folder in it. */
  private static String commandLine(ProcessHandle process) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc/%d/cmdline".formatted(process.pid()))),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void killWithChildren(ProcessHandle process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().join());
    process.onExit().join();
  }
}
