package dev.prebuild.agent.controlplane.store;

import java.nio.file.Path;
import java.util.Optional;

/** A process that writes numbers until it is killed, and prints each once it is written. */
final class KilledWriter {
  private KilledWriter() {}

  /** Takes the folder of the database. */
  public static void main(String[] arguments) {
    Numbers numbers = Numbers.in(Databases.open(Optional.empty(), Path.of(arguments[0])));
    for (long number = 1; ; number++) {
      numbers.add(number);
      System.out.println(number);
    }
  }
}
