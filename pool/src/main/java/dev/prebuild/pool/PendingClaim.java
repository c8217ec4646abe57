package dev.prebuild.pool;

import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A claim that a pool was asked for, and has not answered yet. */
final class PendingClaim {
  /** A cold start pulls nothing and runs nothing but the instance's own command. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ClaimRequest request;
  private final CompletableFuture<ClaimResult> answer = new CompletableFuture<>();

  private PendingClaim(ClaimRequest request) {
    this.request = request;
  }

  /** Asks the pool. */
  static PendingClaim ask(PoolLoop pool, ClaimRequest request) {
    PendingClaim claim = new PendingClaim(request);
    pool.tell(new Message.ClaimAsked(request, claim.answer::complete));
    return claim;
  }

  /** Waits for the answer, as long as a start from scratch may take on top of what was asked. */
  ClaimResult await() throws InterruptedException {
    try {
      return answer.get(LIMIT.plus(request.patience()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new ClaimResult.Refused(
          ClaimResult.Reason.FAILED,
          "no instance was ready within %d s; claim again, with the same environment id"
              .formatted(LIMIT.toSeconds()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a claim's answer is never an exception", e);
    }
  }
}
