package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class NamedLocksTest {
  private final NamedLocks locks = new NamedLocks();

  /** What another thread gets. */
  private boolean isFree(String name) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                boolean isFree = locks.acquire(name, Duration.ofMillis(20));
                if (isFree) {
                  locks.release(name);
                }
                return isFree;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void oneHasItAndTheOthersDoNotWaitForever() throws Exception {
    assertThat(locks.acquire("a", Duration.ZERO)).isTrue();

    assertThat(isFree("a")).isFalse();
    assertThat(isFree("b")).isTrue();
    locks.release("a");
    assertThat(isFree("a")).isTrue();
  }
}
