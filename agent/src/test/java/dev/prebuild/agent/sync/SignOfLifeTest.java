package dev.prebuild.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SignOfLifeTest {
  private final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
  private final BlockingQueue<Thread> callers = new LinkedBlockingQueue<>();

  private final class Away implements ControlPlane {
    @Override
    public SyncResponse sync(long knownRevision, Duration wait) {
      waits.add(wait);
      callers.add(Thread.currentThread());
      throw new ConnectException(ConnectCode.UNAVAILABLE, "it is away");
    }

    @Override
    public SyncResponse look() {
      throw new UnsupportedOperationException("a look is no sign of life");
    }

    @Override
    public PrebuildStatus report(UUID prebuildId, PrebuildStatus status) {
      throw new UnsupportedOperationException("nothing is reported");
    }

    @Override
    public WarmPoolStatus report(UUID warmPoolId, WarmPoolStatus status) {
      throw new UnsupportedOperationException("nothing is reported");
    }
  }

  @Test
  void isGivenAtOnceByAThreadOfItsOwnWaitsForNothingAndMayFail() throws Exception {
    new SignOfLife(new Away()).give();

    assertThat(waits.take()).isZero();
    Thread caller = callers.take();
    assertThat(caller).isNotSameAs(Thread.currentThread());
    caller.join();
    assertThat(waits).as("the next sync tells it anyway").isEmpty();
  }
}
