package dev.prebuild.agent.sync;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.HostState;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusResponse;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusResponse;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import dev.prebuild.config.wire.runner.v1.SyncRequest;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The control plane behind its wire. A call that fails for a reason that may pass is tried again; a
 * control plane that stays away is left alone for a while.
 */
public final class ControlPlaneClient implements ControlPlane {
  private static final Duration WITHOUT_ENGINE = Duration.ofSeconds(5);

  private final ServiceDescriptor service =
      Objects.requireNonNull(RunnerProto.getDescriptor().findServiceByName("RunnerService"));
  private final ConnectClient client;
  private final UUID runnerId;
  private final String host;
  private final Supplier<HostState> state;
  private final Duration requestTimeout;
  private final Retry retry;
  private final CircuitBreaker breaker;

  /**
   * A client for one agent.
   *
   * @param runnerId whose work this agent does
   * @param host this host among the runner's
   * @param state what the host can take on, asked before each sign of life
   * @param requestTimeout limit of one try, the wait of a long poll not counted; more than zero
   */
  public ControlPlaneClient(
      ConnectClient client,
      UUID runnerId,
      String host,
      Supplier<HostState> state,
      Duration requestTimeout,
      CallPolicy policy) {
    this.client = client;
    this.runnerId = runnerId;
    this.host = host;
    this.state = state;
    this.requestTimeout = requestTimeout;
    this.retry = policy.retry();
    this.breaker = policy.circuitBreaker();
  }

  @Override
  public SyncResponse sync(long knownRevision, Duration wait) throws InterruptedException {
    HostState told = state.get();
    Duration patience = patience(told, wait);
    SyncRequest request =
        question()
            .setState(told)
            .setKnownRevision(knownRevision)
            .setWait(Durations.fromNanos(patience.toNanos()))
            .build();
    return call("Sync", request, SyncResponse.getDefaultInstance(), requestTimeout.plus(patience));
  }

  /** A host whose engine is away says soon when it is back: until then it gets no work. */
  private static Duration patience(HostState told, Duration wait) {
    return told.hasSnapshots() || wait.compareTo(WITHOUT_ENGINE) < 0 ? wait : WITHOUT_ENGINE;
  }

  @Override
  public SyncResponse look() throws InterruptedException {
    return call("Sync", question().build(), SyncResponse.getDefaultInstance(), requestTimeout);
  }

  private SyncRequest.Builder question() {
    return SyncRequest.newBuilder().setRunnerId(runnerId.toString()).setHost(host);
  }

  @Override
  public PrebuildStatus report(UUID prebuildId, PrebuildStatus status) throws InterruptedException {
    ReportPrebuildStatusRequest request =
        ReportPrebuildStatusRequest.newBuilder()
            .setPrebuildId(prebuildId.toString())
            .setHost(host)
            .setStatus(status)
            .build();
    return call(
            "ReportPrebuildStatus",
            request,
            ReportPrebuildStatusResponse.getDefaultInstance(),
            requestTimeout)
        .getStatus();
  }

  @Override
  public WarmPoolStatus report(UUID warmPoolId, WarmPoolStatus status) throws InterruptedException {
    ReportWarmPoolStatusRequest request =
        ReportWarmPoolStatusRequest.newBuilder()
            .setWarmPoolId(warmPoolId.toString())
            .setHost(host)
            .setStatus(status)
            .build();
    return call(
            "ReportWarmPoolStatus",
            request,
            ReportWarmPoolStatusResponse.getDefaultInstance(),
            requestTimeout)
        .getStatus();
  }

  private <S extends Message> S call(String name, Message request, S prototype, Duration timeout)
      throws InterruptedException {
    var method = Objects.requireNonNull(service.findMethodByName(name));
    CheckedSupplier<S> once = () -> client.call(method, request, prototype, timeout);
    try {
      return retry.executeCheckedSupplier(breaker.decorateCheckedSupplier(once));
    } catch (CallNotPermittedException e) {
      throw new ConnectException(
          ConnectCode.UNAVAILABLE,
          "%s was not tried: the control plane has failed again and again and is left alone for a moment"
              .formatted(name),
          e);
    } catch (InterruptedException | RuntimeException | Error e) {
      // Interrupted between two tries, the retry throws the last failure and sets the flag.
      if (!(e instanceof InterruptedException) && Thread.interrupted()) {
        InterruptedException interrupted =
            new InterruptedException("interrupted between two tries of " + name);
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " failed in an unforeseen way", e);
    }
  }
}
