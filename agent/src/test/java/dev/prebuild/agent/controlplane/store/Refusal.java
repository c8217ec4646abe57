package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;

/** What a caller is told of a database that is away. */
final class Refusal {
  private Refusal() {}

  /** Checks that it says so, and of which database. */
  static void isUnavailable(Throwable failure, String address) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            ConnectException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ConnectCode.UNAVAILABLE);
              assertThat(refusal.reason()).contains(address, "try again");
            });
  }
}
