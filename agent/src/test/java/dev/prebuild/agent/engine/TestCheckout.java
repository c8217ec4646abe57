package dev.prebuild.agent.engine;

import dev.prebuild.agent.testkit.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkout that a test fills, file by file. */
record TestCheckout(Path root) {
  /** Stands in the text of a Dockerfile for an image that is there. */
  static final String IMAGE = "@IMAGE@";

  TestCheckout with(TestEngine engine, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text.replace(IMAGE, engine.image()));
    return this;
  }
}
