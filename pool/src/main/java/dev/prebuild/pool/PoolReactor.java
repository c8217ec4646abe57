package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Aim;
import dev.prebuild.pool.plan.Operation;
import dev.prebuild.pool.plan.PoolPlanner;
import dev.prebuild.pool.plan.PoolView;
import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What a pool thinks: takes a message, returns what is to be done about it. Knows neither threads
 * nor the host, so that a simulation drives the very same code. Not thread-safe: one loop owns it.
 *
 * <p>Laws:
 *
 * <ul>
 *   <li>an instance under an operation is nobody else's: no second operation, no claim;
 *   <li>who gets which instance is decided here and nowhere else;
 *   <li>an instance that has left stays left: an older observation cannot bring it back;
 *   <li>nothing is planned before the host's holdings have been seen once;
 *   <li>every claim is answered once.
 * </ul>
 */
public final class PoolReactor {
  private final PoolPolicy policy;
  private final RandomGenerator random;
  private final Holdings holdings = new Holdings();
  private final UnderWay underWay = new UnderWay();
  private final ClaimDesk desk = new ClaimDesk(holdings, underWay, this::newId);
  private final PoolDemand demand;
  private final StatusReport status = new StatusReport();
  private final PoolHealth health;
  private Optional<WarmPoolSpec> spec = Optional.empty();
  private Optional<Target> target = Optional.empty();
  private HostState host = HostState.SOUND;
  private Optional<Instant> wakeAt = Optional.empty();
  private Optional<Instant> laggingSince = Optional.empty();
  private boolean isAdopted;

  /**
   * @param history what is remembered of the pool's claims
   * @param random source of ids and jitter
   */
  public PoolReactor(PoolPolicy policy, ClaimHistory history, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
    this.demand = new PoolDemand(policy, history);
    this.health = new PoolHealth(policy.maxBackoff(), random);
  }

  /**
   * Takes one message.
   *
   * @param tick reading of the clock that observations are stamped with; never goes back
   * @return what is to be done, in this order
   */
  public List<Effect> handle(Message message, Instant now, long tick) {
    List<Effect> effects = new ArrayList<>();
    switch (message) {
      case Message.Wanted wanted -> want(wanted.spec());
      case Message.Observed observed -> {
        holdings.observe(observed.instances(), observed.observedAt(), underWay.instances());
        isAdopted = true;
      }
      case Message.InstanceObserved one ->
          holdings.observe(
              one.instanceId(), one.instance(), one.observedAt(), underWay.instances());
      case Message.HostChanged changed -> host = changed.state();
      case Message.ClaimAsked claim -> ask(claim, now, tick, effects);
      case Message.Ended ended -> end(ended, now, tick, effects);
      // Whoever ticks has used up the wake-up; one that came too early is asked for again.
      case Message.Tick _ -> wakeAt = Optional.empty();
    }
    health.seen(holdings.sound());
    desk.serveWaiting(moment(now, tick), effects);
    target = spec.filter(_ -> isAdopted).map(wanted -> demand.target(wanted, now));
    plan(now, effects);
    wake(now, effects);
    report(now, effects);
    demand.keep(now).ifPresent(history -> effects.add(new Effect.Keep(history)));
    return effects;
  }

  private void want(WarmPoolSpec wanted) {
    spec = Optional.of(wanted);
    health.use(wanted.snapshotId());
  }

  private Moment moment(Instant now, long tick) {
    return new Moment(spec, host, health.health(), now, tick);
  }

  private void ask(Message.ClaimAsked claim, Instant now, long tick, List<Effect> effects) {
    switch (desk.ask(claim, moment(now, tick), effects)) {
      case READY -> demand.claimed(now, false);
      case UNREADY -> demand.claimed(now, true);
      case NOTHING -> {}
    }
  }

  // Ends of operations.

  private void end(Message.Ended ended, Instant now, long tick, List<Effect> effects) {
    Duration took = underWay.end(ended.operation(), now);
    if (ended.operation() instanceof Operation.BringUp
        && ended.outcome() instanceof Message.Outcome.Done) {
      demand.refilled(took);
    }
    switch (ended.operation()) {
      case Operation.Claim claim -> desk.end(claim, ended.outcome(), moment(now, tick), effects);
      case Operation.ColdClaim cold -> desk.end(cold, ended.outcome(), moment(now, tick), effects);
      case Operation.Planned planned -> endPlanned(planned, ended.outcome(), now, tick);
    }
  }

  private void endPlanned(
      Operation.Planned planned, Message.Outcome outcome, Instant now, long tick) {
    switch (outcome) {
      case Message.Outcome.Done done -> {
        holdings.put(done.instance(), tick);
        health.succeeded(planned);
      }
      case Message.Outcome.Removed _ -> {
        holdings.forget(planned.instanceId(), tick);
        health.succeeded(planned);
      }
      case Message.Outcome.Failed failed -> {
        holdings.keepRemains(planned, now, tick);
        health.failed(planned, failed.message(), now);
      }
      case Message.Outcome.Claimed _, Message.Outcome.AlreadyClaimed _ ->
          throw Message.impossible(planned, outcome);
    }
  }

  // What follows from it.

  private void plan(Instant now, List<Effect> effects) {
    if (spec.isEmpty() || !isAdopted) {
      return;
    }
    PoolView view =
        new PoolView(
            spec.get(),
            new Aim(
                desiredSize(),
                desk.waiting(),
                policy.mostStopped(),
                policy.lifetime(),
                host.pressure(),
                host.draining()),
            holdings.idle(underWay.instances()),
            holdings.inDoubt(underWay.instances()),
            underWay.operations(),
            health.health(),
            policy.slots(),
            now);
    PoolPlanner.plan(view, this::newId)
        .forEach(operation -> underWay.begin(operation, now, effects));
  }

  private int desiredSize() {
    return target.map(Target::size).orElse(0);
  }

  /** When time alone changes what is to be done: the end of a pause, a patience, a life. */
  private void wake(Instant now, List<Effect> effects) {
    if (spec.isEmpty()) {
      return;
    }
    Optional<Instant> next =
        Stream.of(
                health.pauseEnds(now),
                desk.patienceEnds(),
                nextEndOfLife(now),
                target.map(Target::until))
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
    if (next.isPresent() && !next.equals(wakeAt)) {
      effects.add(new Effect.WakeAt(next.get()));
    }
    wakeAt = next;
  }

  private Optional<Instant> nextEndOfLife(Instant now) {
    return holdings.sound().stream()
        .map(policy.lifetime()::endOf)
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }

  private UUID newId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  // What is told of it.

  private void report(Instant now, List<Effect> effects) {
    if (spec.isEmpty() || !isAdopted) {
      return;
    }
    boolean isLagging = outdated() > 0;
    laggingSince = isLagging ? laggingSince.or(() -> Optional.of(now)) : Optional.empty();
    StatusReport.Counted counted = counted();
    status
        .next(spec.get(), counted, holdings.isEmpty() && underWay.isEmpty(), failure(counted))
        .ifPresent(changed -> effects.add(new Effect.Report(changed)));
  }

  private StatusReport.Counted counted() {
    return new StatusReport.Counted(
        holdings.count(Instance.State.RUNNING, underWay.instances()),
        holdings.count(Instance.State.STOPPED, underWay.instances()),
        desiredSize(),
        desiredSize() == 0 && policy.mostStopped() == 0);
  }

  private Optional<String> failure(StatusReport.Counted counted) {
    if (host.draining()) {
      return Optional.of("the host is being drained");
    }
    Optional<String> failure = health.failure();
    boolean isStarved = host.pressure() != Pressure.NONE && counted.running() < counted.desired();
    return failure.isEmpty() && isStarved
        ? Optional.of("the host is short of memory, disk or processors, and brings up no more")
        : failure;
  }

  /** How the pool is now; empty before the first report. */
  public Optional<PoolFigures> figures() {
    return spec.flatMap(
        wanted -> status.last().flatMap(last -> target.map(size -> figures(wanted, last, size))));
  }

  private PoolFigures figures(WarmPoolSpec wanted, PoolStatus reported, Target wantedSize) {
    List<Operation> operations = List.copyOf(underWay.operations());
    return new PoolFigures(
        wanted,
        reported,
        wantedSize,
        (int) operations.stream().filter(op -> op instanceof Operation.BringUp).count(),
        (int)
            operations.stream()
                .filter(op -> op instanceof Operation.Stop || op instanceof Operation.Remove)
                .count(),
        outdated(),
        desk.waiting(),
        holdings.sound().stream().map(Instance::createdAt).min(Comparator.naturalOrder()),
        laggingSince);
  }

  private int outdated() {
    Optional<UUID> wanted = spec.flatMap(WarmPoolSpec::snapshotId);
    return (int)
        holdings.sound().stream()
            .filter(one -> !wanted.equals(Optional.of(one.snapshotId())))
            .count();
  }
}
