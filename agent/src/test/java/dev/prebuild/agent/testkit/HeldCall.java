package dev.prebuild.agent.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** A call to the engine that an {@link EngineGate} holds once it comes by. */
public final class HeldCall {
  private final Pattern request;
  private final EngineGate.Moment moment;
  private final AtomicBoolean isTaken = new AtomicBoolean();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile boolean isDropped;

  HeldCall(EngineGate.Moment moment, Pattern request) {
    this.moment = moment;
    this.request = request;
  }

  EngineGate.Moment moment() {
    return moment;
  }

  /** Whether this is the call, and none was before it. */
  boolean take(CharSequence requestLine) {
    return request.matcher(requestLine).lookingAt() && isTaken.compareAndSet(false, true);
  }

  void reach() {
    reached.countDown();
  }

  /** Returns whether it is to go on; if not, its connection ends here. */
  boolean goesOn() throws InterruptedException {
    decided.await();
    return !isDropped;
  }

  /** Returns once the call is held. */
  public void awaitReached() throws InterruptedException {
    if (!reached.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "awaited for %d s: a call %s, to be held %s"
              .formatted(Eventually.LIMIT.toSeconds(), request, moment));
    }
  }

  /** Lets it go on. */
  public void release() {
    decided.countDown();
  }

  /** Ends its connection, as the death of the caller does: nothing more of it passes. */
  public void drop() {
    isDropped = true;
    decided.countDown();
  }
}
