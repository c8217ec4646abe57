package dev.prebuild.agent.daemon;

import com.codahale.metrics.health.HealthCheck;
import java.util.Optional;
import java.util.function.Supplier;

/** A health check on something that knows what is wrong with it. */
final class FailureCheck extends HealthCheck {
  private final Supplier<Optional<String>> failure;

  private FailureCheck(Supplier<Optional<String>> failure) {
    this.failure = failure;
  }

  static FailureCheck of(Supplier<Optional<String>> failure) {
    return new FailureCheck(failure);
  }

  @Override
  protected Result check() {
    return failure.get().map(Result::unhealthy).orElseGet(Result::healthy);
  }
}
