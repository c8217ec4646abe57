package dev.prebuild.pool.claim;

/** What a claim was served from, quickest first. */
public enum ClaimSource {
  RUNNING,
  STOPPED,
  /** Made from the snapshot while the claim waited. */
  COLD
}
