package dev.prebuild.agent.engine.build;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;

/** A build's context on its way to the engine. */
public final class ContextArchive implements AutoCloseable {
  private final InputStream content;
  private final Optional<TarStream> files;

  /**
   * @param head of the archive; all of it if there are no files
   */
  ContextArchive(byte[] head, Optional<TarStream> files) {
    this.files = files;
    InputStream beginning = new ByteArrayInputStream(head);
    this.content =
        files
            .<InputStream>map(tar -> new SequenceInputStream(beginning, tar.archive()))
            .orElse(beginning);
  }

  /** To be read once; fails if the files cannot be read, or after this was closed. */
  public InputStream content() {
    return content;
  }

  /** Why it could not be read whole; empty as long as nothing has gone wrong. */
  public Optional<IOException> failure() {
    return files.flatMap(TarStream::failure);
  }

  @Override
  public void close() {
    files.ifPresent(TarStream::close);
  }
}
