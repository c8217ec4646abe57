package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.rules.DailyHour;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the passing of time and from other settings. Each step looks at what is and
 * does what is missing, in one transaction, so it may be run at any moment, by any number of
 * processes.
 */
public final class Reconciler {
  /** Nothing is expected any more of a host that was silent for this long. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  /** How long a deleted prebuild can still be looked up, counted from its creation. */
  private static final Duration PURGED_AFTER = Duration.ofDays(30);

  /** So that a round stays short; the next one goes on. */
  private static final int MOST_DELETIONS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final Store store;

  /** Before that nobody may have listened to the hosts, so that their silence says nothing. */
  private volatile Instant listeningSince;

  /**
   * @param store from now on hosts can be heard of through it
   */
  public Reconciler(Store store) {
    this.store = store;
    this.listeningSince = store.now();
  }

  /**
   * One round of what time brings about. While rounds fail, hosts may not have been heard of
   * either: then their silence counts anew.
   */
  public void run(Catalog catalog) {
    try {
      silence(catalog.lease());
      daily(catalog);
      retention(catalog.retention());
    } catch (RuntimeException e) {
      listeningSince = store.now();
      throw e;
    }
  }

  private void silence(Duration lease) {
    for (Host host : store.read(transaction -> overdue(transaction, lease))) {
      store.write(transaction -> silence(transaction, host.key(), lease));
    }
  }

  private List<Host> overdue(Transaction transaction, Duration lease) {
    return transaction.hosts().all().stream()
        .filter(host -> hasRunOut(host, lease, transaction.now()))
        .toList();
  }

  private boolean hasRunOut(Host host, Duration lease, Instant now) {
    Instant since = host.heardAt().isAfter(listeningSince) ? host.heardAt() : listeningSince;
    return since.plus(host.isSilent() ? FORGOTTEN_AFTER : lease).isBefore(now);
  }

  /**
   * Looks again within the transaction: it may have been heard of, or another process came first.
   */
  private Optional<Host> silence(Transaction transaction, Host.Key key, Duration lease) {
    Optional<Host> overdue =
        transaction.hosts().find(key).filter(host -> hasRunOut(host, lease, transaction.now()));
    overdue.ifPresent(
        host -> {
          HostChanges changes = new HostChanges(transaction);
          if (host.isSilent()) {
            LOG.atWarn()
                .addKeyValue("host", host.name())
                .addKeyValue("heardAt", host.heardAt())
                .log("a host that has been silent for a day is forgotten");
            changes.forget(host);
          } else {
            LOG.atWarn()
                .addKeyValue("host", host.name())
                .addKeyValue("heardAt", host.heardAt())
                .log("a host is silent for longer than its lease; its work is given up");
            changes.fellSilent(host, lease);
          }
        });
    return overdue;
  }

  private void daily(Catalog catalog) {
    for (ProjectSettings project : catalog.projects()) {
      if (project.dailyHour().isPresent()) {
        int hour = project.dailyHour().get();
        if (store.read(transaction -> due(transaction, project, hour)).isPresent()) {
          store.write(transaction -> daily(transaction, catalog, project, hour));
        }
      }
    }
  }

  private static Optional<LocalDate> due(
      Transaction transaction, ProjectSettings project, int hour) {
    return DailyHour.due(
        hour, transaction.dailyPrebuilds().lastDay(project.id()), transaction.now());
  }

  private static Optional<LocalDate> daily(
      Transaction transaction, Catalog catalog, ProjectSettings project, int hour) {
    Optional<LocalDate> day = due(transaction, project, hour);
    day.ifPresent(
        today -> {
          transaction.dailyPrebuilds().setLastDay(project.id(), today);
          for (Catalog.Pair pair : catalog.pairs(project)) {
            Prebuild prebuild =
                new NewPrebuild(catalog, pair).scheduled(Times.of(transaction.now()));
            LOG.atInfo()
                .addKeyValue("prebuild", prebuild.getId())
                .addKeyValue("project", project.name())
                .addKeyValue("class", pair.environmentClass().name())
                .log("the daily prebuild is due");
            new PrebuildChanges(transaction)
                .create(prebuild, catalog.runnerOf(pair.environmentClass()));
          }
        });
    return day;
  }

  private void retention(Duration retention) {
    Instant now = store.read(Transaction::now);
    List<LeasedPrebuild> old = store.read(transaction -> old(transaction, now.minus(retention)));
    for (LeasedPrebuild candidate : old) {
      store.write(transaction -> deleteOld(transaction, candidate, retention));
    }
    store.write(transaction -> transaction.prebuilds().purge(now.minus(PURGED_AFTER)));
  }

  /** However many old ones are in use, they must not crowd out those that are not. */
  private static List<LeasedPrebuild> old(Transaction transaction, Instant time) {
    Set<String> used = inUse(transaction);
    return transaction.prebuilds().overAndOlderThan(time, MOST_DELETIONS + used.size()).stream()
        .filter(candidate -> !used.contains(candidate.prebuild().getId()))
        .toList();
  }

  private static boolean deleteOld(
      Transaction transaction, LeasedPrebuild candidate, Duration retention) {
    Prebuild seen = candidate.prebuild();
    Optional<LeasedPrebuild> found =
        transaction
            .prebuilds()
            .findOfRunner(candidate.runnerId(), UUID.fromString(seen.getId()))
            .filter(current -> PhaseRules.isTerminal(current.prebuild().getStatus().getPhase()))
            .filter(_ -> !inUse(transaction).contains(seen.getId()));
    found.ifPresent(
        current -> {
          LOG.atInfo()
              .addKeyValue("prebuild", seen.getId())
              .addKeyValue("createdAt", Times.of(seen.getMetadata().getCreatedAt()))
              .addKeyValue("retention", retention)
              .log("a prebuild that no pool uses is older than the retention; it is deleted");
          new PrebuildChanges(transaction).delete(current);
        });
    return found.isPresent();
  }

  private static Set<String> inUse(Transaction transaction) {
    return transaction.warmPools().all().stream()
        .map(pool -> pool.getSpec().getSnapshotId())
        .collect(Collectors.toSet());
  }

  /**
   * What follows from other settings: pools whose project has dropped their class are deleted,
   * prebuilds whose project or class is gone fail, and every host is told anew.
   */
  public void settingsChanged(Catalog catalog) {
    store.write(
        transaction -> {
          dropPools(transaction, catalog);
          dropPrebuilds(transaction, catalog);
          List<Host> hosts = transaction.hosts().all();
          hosts.forEach(host -> transaction.wake(host.key()));
          return hosts.size();
        });
  }

  private static void dropPools(Transaction transaction, Catalog catalog) {
    for (WarmPool pool : transaction.warmPools().all()) {
      if (!PhaseRules.isLeaving(pool)
          && !catalog.isPrebuilt(
              pool.getMetadata().getProjectId(), pool.getMetadata().getEnvironmentClassId())) {
        LOG.atWarn()
            .addKeyValue("pool", pool.getId())
            .addKeyValue("project", pool.getMetadata().getProjectId())
            .addKeyValue("class", pool.getMetadata().getEnvironmentClassId())
            .log("a pool is deleted: its project has no prebuilds for its class any more");
        new PoolChanges(transaction).delete(pool);
      }
    }
  }

  private static void dropPrebuilds(Transaction transaction, Catalog catalog) {
    for (LeasedPrebuild leased : transaction.prebuilds().unfinished()) {
      Prebuild prebuild = leased.prebuild();
      if (PhaseRules.cancel(prebuild.getStatus().getPhase()) == PhaseRules.Effect.ASKED
          && !catalog.isKnown(
              prebuild.getMetadata().getProjectId(),
              prebuild.getMetadata().getEnvironmentClassId())) {
        LOG.atWarn()
            .addKeyValue("prebuild", prebuild.getId())
            .log("a prebuild is given up: its project or class is not in the settings any more");
        new PrebuildChanges(transaction)
            .fail(leased, "its project or environment class is not in the settings any more");
      }
    }
  }
}
