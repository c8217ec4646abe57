package dev.prebuild.agent.cli.doctor;

/** Facts about one thing, and how they are judged: without another look at anything. */
public interface Check {
  /** What is looked at, in a word or two. */
  String subject();

  Verdict verdict();
}
