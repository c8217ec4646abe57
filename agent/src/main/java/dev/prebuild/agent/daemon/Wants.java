package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.EnvironmentClasses;
import dev.prebuild.agent.report.PoolReports;
import dev.prebuild.agent.token.LogsTokens;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.pool.Pools;
import dev.prebuild.snapshot.Prebuilds;
import dev.prebuild.snapshot.Retention;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what is wanted to those who see to it. */
record Wants(
    Retention retention,
    EnvironmentClasses environmentClasses,
    Pools pools,
    PoolReports poolReports,
    Prebuilds prebuilds,
    LogsTokens logsTokens)
    implements Consumer<DesiredState> {
  private static final Logger LOG = LoggerFactory.getLogger(Wants.class);

  @Override
  public void accept(DesiredState state) {
    state
        .rejected()
        .forEach(
            rejection ->
                LOG.atError()
                    .addKeyValue("id", rejection.id())
                    .addKeyValue("reason", rejection.reason())
                    .log(
                        "the control plane asks for something that makes no sense; it is left as it is"));
    Set<UUID> notUnderstood =
        state.rejected().stream()
            .map(DesiredState.Rejection::id)
            .map(Wants::uuid)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    logsTokens.trust(state.logsTokenKey());
    retention.want(state.poolSnapshots(), state.deletedSnapshots());
    environmentClasses.know(state.environmentClasses());
    poolReports.want(state.warmPools());
    pools.want(state.warmPools(), notUnderstood);
    prebuilds.want(state.prebuilds(), notUnderstood);
  }

  private static Optional<UUID> uuid(String id) {
    try {
      return Optional.of(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
