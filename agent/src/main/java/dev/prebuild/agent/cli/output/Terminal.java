package dev.prebuild.agent.cli.output;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param isInteractive whether somebody looks at it, and lines may be written over
 * @param isColored whether colors are welcome
 */
public record Terminal(
    PrintStream out, PrintStream err, InputStream in, boolean isInteractive, boolean isColored) {}
