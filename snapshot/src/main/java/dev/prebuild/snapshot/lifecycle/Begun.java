package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.ledger.Ledger;
import java.util.Optional;

/**
 * How a prebuild was begun.
 *
 * @param entry what the ledger says; empty if it was not begun
 * @param isOfThisRun whether this run of the agent has begun it: then nothing was cut off since
 */
public record Begun(Optional<Ledger.Entry> entry, boolean isOfThisRun) {}
