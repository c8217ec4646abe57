package dev.prebuild.agent.cli.doctor;

/** What a check has come to, and about what. */
public record Finding(String subject, Verdict verdict) {
  static Finding of(Check check) {
    return new Finding(check.subject(), check.verdict());
  }
}
