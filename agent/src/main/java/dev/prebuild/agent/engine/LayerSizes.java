package dev.prebuild.agent.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the layers of an image are called and take. The engine tells the sizes by the steps of its
 * history, of which some have made no layer, and does not say which: all of these have size zero,
 * as some layers have.
 */
final class LayerSizes {
  private LayerSizes() {}

  /**
   * Names each layer together with all below it, as the OCI image specification does: equal names
   * are one layer on the disk.
   *
   * @param contents digests of the layers' contents, the lowest first
   */
  static List<String> chain(List<String> contents) {
    List<String> chain = new ArrayList<>();
    for (String content : contents) {
      chain.add(chain.isEmpty() ? content : "sha256:" + sha256(chain.getLast() + " " + content));
    }
    return chain;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Sizes of the layers, the lowest first. Where it is not clear which of the empty steps have made
   * a layer, the first are taken: so what comes last, as a commit does, is right in any case.
   *
   * @param steps sizes in the history, the first step first
   */
  static List<Long> align(List<Long> steps, int layers) {
    long filled = steps.stream().filter(size -> size > 0).count();
    if (filled > layers) {
      return Collections.nCopies(layers, 0L);
    }
    long empty = layers - filled;
    List<Long> sizes = new ArrayList<>();
    for (long size : steps) {
      if (size > 0) {
        sizes.add(size);
      } else if (empty > 0) {
        sizes.add(0L);
        empty--;
      }
    }
    while (sizes.size() < layers) {
      sizes.add(0L);
    }
    return sizes;
  }

  /**
   * Puts sizes right by what is known for certain: what an image takes whose topmost layer is one
   * of these.
   *
   * @param chain names of the layers
   * @param totals sizes of images by the name of their topmost layer
   */
  static List<Long> corrected(List<String> chain, List<Long> sizes, Map<String, Long> totals) {
    List<Long> corrected = new ArrayList<>();
    long told = 0;
    long below = 0;
    for (int i = 0; i < chain.size(); i++) {
      told += sizes.get(i);
      long upTo = Math.max(below, Objects.requireNonNullElse(totals.get(chain.get(i)), told));
      corrected.add(upTo - below);
      below = upTo;
    }
    return corrected;
  }
}
