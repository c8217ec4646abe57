package dev.prebuild.config.spec;

/**
 * A value that no log, label, metric or message may show. Printing it prints a mask.
 *
 * @param reveal the value itself; call it where the value leaves for its one destination
 */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
