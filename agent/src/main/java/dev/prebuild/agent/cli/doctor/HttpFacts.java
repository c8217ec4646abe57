package dev.prebuild.agent.cli.doctor;

import java.time.Instant;
import java.util.Optional;

/** What a server says. */
sealed interface HttpFacts {

  /** Nothing. */
  record Silent(String reason) implements HttpFacts {}

  /** Something, but by whom is not certain: it shows no certificate that is trusted. */
  record Distrusted(String reason) implements HttpFacts {}

  /**
   * An answer.
   *
   * @param date by the server's clock, in whole seconds
   */
  record Answered(int status, String body, Optional<Instant> date) implements HttpFacts {}
}
