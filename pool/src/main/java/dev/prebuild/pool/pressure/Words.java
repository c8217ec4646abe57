package dev.prebuild.pool.pressure;

import java.util.Locale;

/** Numbers as people read them. */
final class Words {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private Words() {}

  /** In GiB from one on, else in MiB. */
  static String bytes(long bytes) {
    return bytes < GIB ? bytes / MIB + " MiB" : number((double) bytes / GIB) + " GiB";
  }

  /** With two digits behind the point at most, and no more than it takes. */
  static String number(double number) {
    return String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", "");
  }
}
