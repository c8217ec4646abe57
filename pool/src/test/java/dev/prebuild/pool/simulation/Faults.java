package dev.prebuild.pool.simulation;

/** Decides what goes wrong with a call to the host. */
@FunctionalInterface
interface Faults {

  /** Nothing ever goes wrong. */
  Faults NEVER = () -> Fault.NONE;

  Fault next();

  /** How a call goes wrong. */
  enum Fault {
    NONE,
    /** It fails and has had no effect. */
    BEFORE,
    /** It stops half way: what it was making is there, and good for nothing. */
    HALF_WAY,
    /** It has its effect, and the answer is lost. */
    AFTER
  }
}
