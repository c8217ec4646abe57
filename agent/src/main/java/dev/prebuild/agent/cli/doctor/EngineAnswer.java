package dev.prebuild.agent.cli.doctor;

/** What a container engine says of itself. */
public sealed interface EngineAnswer {

  /** Nothing. */
  record Silent(String reason) implements EngineAnswer {}

  /**
   * Its own words.
   *
   * @param oldestApi that it takes, {@code 1.24} say
   * @param newestApi that it takes
   * @param dataRoot where it keeps images and containers
   */
  record Said(
      String version, String oldestApi, String newestApi, String storageDriver, String dataRoot)
      implements EngineAnswer {}
}
