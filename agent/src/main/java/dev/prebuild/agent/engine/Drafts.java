package dev.prebuild.agent.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Images of this run that have no name yet, and are not forgotten: those it has made by their ids,
 * those it pulls by their references.
 */
final class Drafts {
  private final Set<String> images = ConcurrentHashMap.newKeySet();

  void add(String image) {
    images.add(image);
  }

  boolean contains(String image) {
    return images.contains(image);
  }

  void remove(String image) {
    images.remove(image);
  }
}
