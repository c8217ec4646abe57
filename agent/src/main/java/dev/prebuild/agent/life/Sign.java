package dev.prebuild.agent.life;

/**
 * A loop's last sign of life.
 *
 * @param loop its name, for the operator
 * @param nextDueAt {@link System#nanoTime} by which the next one is to come
 */
public record Sign(String loop, long nextDueAt) {}
