package dev.prebuild.agent.logs;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file with a part of a log. Its name tells where the part begins, so that nothing else has to be
 * kept of what was dropped between two of them.
 *
 * @param start offset of its first line
 * @param isPacked whether it is compressed; then nothing is added to it any more
 */
record Segment(Path file, long start, boolean isPacked) {
  private static final Pattern NAME = Pattern.compile("(\\d{19})\\.ndjson(\\.gz)?");
  private static final String UNFINISHED = ".unfinished";
  private static final int BUFFER_BYTES = 64 * 1024;

  /** One that is written to. */
  static Segment open(Path folder, long start) {
    return new Segment(folder.resolve("%019d.ndjson".formatted(start)), start, false);
  }

  /** The segment that is in this file; empty if it holds something else. */
  static Optional<Segment> of(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(new Segment(file, Long.parseLong(name.group(1)), name.group(2) != null))
        : Optional.empty();
  }

  static boolean isUnfinished(Path file) {
    return file.getFileName().toString().endsWith(UNFINISHED);
  }

  /** Its records. Not by way of a channel, which an interrupt would close. */
  InputStream read() throws IOException {
    InputStream file = new FileInputStream(this.file.toFile());
    try {
      return new BufferedInputStream(isPacked ? new GZIPInputStream(file) : file, BUFFER_BYTES);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * The same, compressed; whatever moment the agent is killed in, one of the two files is whole.
   */
  Segment pack() throws IOException {
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    Path unfinished = file.resolveSibling(packed.getFileName() + UNFINISHED);
    try (InputStream from = read();
        FileOutputStream to = new FileOutputStream(unfinished.toFile())) {
      OutputStream packing = new GZIPOutputStream(to, BUFFER_BYTES);
      from.transferTo(packing);
      packing.flush();
      ((GZIPOutputStream) packing).finish();
      to.getFD().sync();
    }
    Files.move(unfinished, packed, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(file);
    return new Segment(packed, start, true);
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
