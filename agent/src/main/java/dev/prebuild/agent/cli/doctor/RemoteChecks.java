package dev.prebuild.agent.cli.doctor;

import dev.prebuild.agent.cli.doctor.HttpFacts.Answered;
import dev.prebuild.agent.cli.doctor.HttpFacts.Distrusted;
import dev.prebuild.agent.cli.doctor.HttpFacts.Silent;
import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.doctor.Verdict.Warning;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Those that are called. */
final class RemoteChecks {
  private RemoteChecks() {}

  /**
   * Whether the agent answers, and is content.
   *
   * @param health what it says of its health, which takes no token
   */
  record AgentAnswers(URI agent, HttpFacts health) implements Check {
    @Override
    public String subject() {
      return "agent";
    }

    @Override
    public Verdict verdict() {
      return switch (health) {
        case Silent silent ->
            new Warning(
                "no agent answers at %s: %s".formatted(agent, silent.reason()),
                "systemctl start prebuild-agent   # journalctl -u prebuild-agent tells why it has ended");
        case Distrusted distrusted ->
            new Broken(
                "what answers at %s is not trusted: %s".formatted(agent, distrusted.reason()),
                "systemctl reload prebuild-agent   # if http.tls.certificateFile was renewed");
        case Answered answered when answered.status() == 200 -> new Fine("it is well, at " + agent);
        case Answered answered when answered.status() == 503 ->
            new Broken(
                "it is not well: " + answered.body().strip(),
                "journalctl -u prebuild-agent -e   # what is wrong may be below");
        case Answered answered ->
            new Broken(
                "what answers at %s is no agent: HTTP %d".formatted(agent, answered.status()),
                "ss -ltnp   # tells whose port it is; http.port names another one");
      };
    }
  }

  /**
   * Whether it takes the token that the settings name.
   *
   * @param host what it says of itself to one who has the token
   */
  record AgentTakesToken(Path tokenFile, Answered host) implements Check {
    @Override
    public String subject() {
      return "agent's token";
    }

    @Override
    public Verdict verdict() {
      return switch (host.status()) {
        case 200 -> new Fine("taken");
        case 401 ->
            new Broken(
                "the agent refuses the token in %s: it was changed since the start"
                    .formatted(tokenFile),
                "systemctl restart prebuild-agent");
        default ->
            new Broken(
                "the agent answers HTTP %d to the token in %s".formatted(host.status(), tokenFile),
                "journalctl -u prebuild-agent -e");
      };
    }
  }

  /**
   * Whether the control plane answers, and takes the runner's token.
   *
   * @param answer to an empty report, which is refused, but not before the token was looked at
   */
  record ControlPlaneTakesToken(URI url, Path tokenFile, HttpFacts answer) implements Check {
    @Override
    public String subject() {
      return "control plane";
    }

    @Override
    public Verdict verdict() {
      return switch (answer) {
        case Silent silent ->
            new Broken(
                "nothing answers at %s: %s".formatted(url, silent.reason()),
                "curl -v %s   # controlPlane.url may be wrong, or the way to it closed"
                    .formatted(url));
        case Distrusted distrusted ->
            new Broken(
                "what answers at %s is not trusted: %s".formatted(url, distrusted.reason()),
                "curl -v %s   # controlPlane.tls.authoritiesFile names who vouches for it"
                    .formatted(url));
        case Answered answered when isRefusal(answered) ->
            new Fine(url + " takes the runner's token");
        case Answered answered -> wrong(answered.status());
      };
    }

    /** Of the empty report, by one who has looked at the token before. */
    private static boolean isRefusal(Answered answered) {
      return (answered.status() == 400 && answered.body().contains("\"invalid_argument\""))
          || (answered.status() == 404 && answered.body().contains("\"not_found\""));
    }

    private Verdict wrong(int status) {
      String paste =
          "install -m 600 /dev/stdin %s   # and paste the runner's token".formatted(tokenFile);
      return switch (status) {
        case 401 -> new Broken("%s refuses the token in %s".formatted(url, tokenFile), paste);
        case 403 -> new Broken("the token in %s is not a runner's".formatted(tokenFile), paste);
        case 502, 503, 504 ->
            new Broken(
                "%s is not available: HTTP %d".formatted(url, status),
                "curl -v %s   # it may be back in a moment".formatted(url));
        default ->
            new Broken(
                "what answers at %s is no control plane: HTTP %d".formatted(url, status),
                "curl -v %s   # is controlPlane.url right?".formatted(url));
      };
    }
  }

  /**
   * Whether an agent that is its own control plane serves it, and takes its user's token.
   *
   * @param answer to a question about prebuilds; empty if there was nobody to ask, or no token
   */
  record ServesControlPlane(Path tokenFile, Optional<HttpFacts> answer) implements Check {
    @Override
    public String subject() {
      return "control plane";
    }

    @Override
    public Verdict verdict() {
      return answer.map(this::verdict).orElseGet(() -> new Fine("the agent's own"));
    }

    private Verdict verdict(HttpFacts facts) {
      return switch (facts) {
        case Silent silent ->
            new Broken(
                "the agent's own does not answer: " + silent.reason(),
                "journalctl -u prebuild-agent -e");
        case Distrusted distrusted ->
            new Broken(
                "the agent's own is not trusted: " + distrusted.reason(),
                "systemctl reload prebuild-agent");
        case Answered answered when answered.status() == 200 ->
            new Fine("the agent's own, and takes the user's token");
        case Answered answered when answered.status() == 401 ->
            new Broken(
                "the agent's own refuses the user's token in %s: it was changed since the start"
                    .formatted(tokenFile),
                "systemctl restart prebuild-agent");
        case Answered answered when answered.status() == 404 ->
            new Broken(
                "the settings have a section 'standalone', and the agent serves no control plane",
                "prebuild-agent standalone   # for a service: MODE=standalone in /etc/default/prebuild-agent");
        case Answered answered ->
            new Broken(
                "the agent's own answers HTTP %d".formatted(answered.status()),
                "journalctl -u prebuild-agent -e");
      };
    }
  }

  /**
   * Whether this host and the control plane agree on the time: tokens and leases go by it.
   *
   * @param here when the answer came
   * @param there when it was written
   */
  record ClockAgrees(Instant here, Instant there) implements Check {
    private static final Duration PASSABLE = Duration.ofSeconds(5);
    private static final Duration BEARABLE = Duration.ofMinutes(1);

    @Override
    public String subject() {
      return "clock";
    }

    @Override
    public Verdict verdict() {
      Duration off = Duration.between(there, here).abs();
      String text = "%d s off the control plane's".formatted(off.toSeconds());
      String repair = "timedatectl set-ntp true";
      if (off.compareTo(PASSABLE) <= 0) {
        return new Fine("the control plane's is the same");
      }
      return off.compareTo(BEARABLE) <= 0
          ? new Warning(text, repair)
          : new Broken(text + ": tokens and leases do not hold as long as they should", repair);
    }
  }
}
