package dev.prebuild.agent.cli.output;

/**
 * Lines that stay, and below them, on a terminal, one that is written over. In a pipe there are
 * only those that stay; programs that want JSON get neither.
 */
public final class LiveLine implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";

  private final Printer printer;
  private final boolean isLive;
  private boolean isShown;

  public LiveLine(Printer printer) {
    this.printer = printer;
    this.isLive = printer.terminal().isInteractive() && printer.format() == OutputFormat.TEXT;
  }

  /** A line that stays. */
  public synchronized void keep(String line) {
    close();
    printer.remark(line);
  }

  /** What is so just now; without a line's end. */
  public synchronized void show(String line) {
    if (isLive) {
      printer.terminal().out().print(ERASE + line);
      printer.terminal().out().flush();
      isShown = true;
    }
  }

  /** Leaves the terminal as it was. */
  @Override
  public synchronized void close() {
    if (isShown) {
      printer.terminal().out().print(ERASE);
      printer.terminal().out().flush();
      isShown = false;
    }
  }
}
