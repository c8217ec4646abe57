package dev.prebuild.agent.git;

/** What the mirror of a repository was good for. */
public enum MirrorUse {
  /** It was there; only what is new was fetched. */
  HIT,
  /** It was not there, or damaged, and was made. */
  MISS,
  /** It was left out, since another prebuild held it for too long or it did not help. */
  BYPASSED
}
