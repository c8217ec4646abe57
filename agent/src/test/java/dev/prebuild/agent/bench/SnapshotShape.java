package dev.prebuild.agent.bench;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dev.prebuild.agent.testkit.ModuleFolder;
import dev.prebuild.agent.testkit.TestEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** What prebuilds leave, from one extreme to the other. */
enum SnapshotShape {
  LARGE_FILE(
      "large_file",
      "one file of 1 GiB",
      "dd if=/dev/urandom of=/large bs=1M count=1024 2>/dev/null"),
  SMALL_FILES(
      "small_files",
      "100,000 files of 100 bytes",
      """
      line=$(printf '%0100d' 0); mkdir /small; cd /small
      i=0; while [ $i -lt 100 ]; do
        mkdir $i; j=0
        while [ $j -lt 1000 ]; do echo "$line" >$i/$j; j=$((j + 1)); done
        i=$((i + 1))
      done"""),
  BUILD_TREE("build_tree", "this project's checkout, its libraries and its JDK", "true");

  /** As part of a figure's name. */
  final String label;

  final String title;
  private final String command;

  SnapshotShape(String label, String title, String command) {
    this.label = label;
    this.title = title;
    this.command = command;
  }

  /** Makes a container whose main process has left this; returns when it has ended. */
  void make(TestEngine engine, UUID runnerId, String name) throws Exception {
    String container =
        engine
            .client()
            .createContainerCmd(engine.image())
            .withName(name)
            .withEntrypoint("/bin/sh", "-c", command)
            .withLabels(Map.of(TestEngine.OWNER, runnerId.toString()))
            .exec()
            .getId();
    if (this == BUILD_TREE) {
      for (Path part : parts()) {
        engine
            .client()
            .copyArchiveToContainerCmd(container)
            .withHostResource(part.toString())
            .withRemotePath("/")
            .exec();
      }
    }
    engine.client().startContainerCmd(container).exec();
    int code =
        engine
            .client()
            .waitContainerCmd(container)
            .exec(new WaitContainerResultCallback())
            .awaitStatusCode();
    if (code != 0) {
      throw new AssertionError("making %s failed with code %d".formatted(title, code));
    }
  }

  private static List<Path> parts() {
    return Stream.of(
            ModuleFolder.find().resolve("..").normalize(),
            Path.of(System.getProperty("user.home"), ".m2", "repository"),
            Path.of(System.getProperty("java.home")))
        .filter(Files::isDirectory)
        .toList();
  }
}
