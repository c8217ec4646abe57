package dev.prebuild.agent.daemon;

import dev.prebuild.agent.git.GitFolders;
import dev.prebuild.agent.git.GitSources;
import dev.prebuild.agent.logs.LogLimits;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.telemetry.LogTelemetry;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.agent.telemetry.SourceTelemetry;
import dev.prebuild.config.settings.LogsSettings;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.snapshot.Prebuilds;
import java.time.Clock;

/** What prebuilds work with, as the settings want it. */
final class PrebuildSetup {
  private PrebuildSetup() {}

  static Prebuilds.Limits limits(Settings settings) {
    return new Prebuilds.Limits(
        settings.prebuilds().concurrency(),
        settings.disk().minimumFree().toBytes(),
        settings.snapshots().searchLimit().toBytes());
  }

  static PrebuildLogs logs(Settings settings, Metrics metrics, Clock clock) {
    LogsSettings limits = settings.prebuilds().logs();
    return new PrebuildLogs(
        settings.paths().state().resolve("logs"),
        LogLimits.ofBytes(limits.head().toBytes(), limits.tail().toBytes()),
        new LogTelemetry(metrics),
        clock);
  }

  /** Clones that an earlier run has left are of no use: every launch begins with its own. */
  static GitSources sources(Settings settings, PrebuildLogs logs, Metrics metrics) {
    GitSources sources =
        GitSources.open(
            new GitFolders(settings.paths().state(), settings.paths().runtime()),
            settings.prebuilds(),
            logs,
            new SourceTelemetry(metrics));
    sources.removeAll();
    metrics.watch(
        "prebuild_agent_mirrors_bytes",
        "What the mirrors of repositories take of the disk, as of their last use.",
        sources::mirrorBytes);
    return sources;
  }
}
