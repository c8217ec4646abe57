package dev.prebuild.snapshot.steps;

import java.util.Optional;

/**
 * A program that runs beside the tasks, and is stopped before the snapshot. Lines for /bin/sh.
 *
 * @param start runs for as long as the service does
 * @param ready asked again and again until it succeeds; then the tasks begin
 * @param stop run at the end, before the service is killed
 */
public record Service(String name, String start, Optional<String> ready, Optional<String> stop) {}
