package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.follow.Farewell;
import dev.prebuild.agent.cli.follow.LogTail;
import dev.prebuild.agent.cli.follow.PoolFollow;
import dev.prebuild.agent.cli.follow.PrebuildFollow;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.LiveLine;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.LogClient;
import dev.prebuild.agent.cli.remote.PrebuildServiceClient;
import dev.prebuild.agent.cli.view.PrebuildProgress;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Waits, for commands that are to see how something ends. */
record Following(Session session, Place place, PrebuildServiceClient controlPlane) {

  /**
   * Waits for the end of a prebuild.
   *
   * @param withLog whether its log is told meanwhile
   * @throws Failure if it has left no snapshot
   */
  Prebuild completed(String id, boolean withLog) throws InterruptedException {
    LiveLine live = new LiveLine(session.printer());
    String words =
        "prebuild %s goes on; `prebuild-agent prebuild cancel %s` ends it".formatted(id, id);
    try (live;
        Farewell _ = Farewell.say(live, words)) {
      Prebuild ended =
          new PrebuildFollow(
                  () -> controlPlane.prebuild(id),
                  withLog ? Optional.of(log(id)) : Optional.empty(),
                  live,
                  session.clock(),
                  session.pause())
              .untilOver();
      if (!PrebuildProgress.isWell(ended.getStatus())) {
        throw new Failure(
            ExitCode.FAILED,
            "prebuild %s has left no snapshot, it is %s%s"
                .formatted(id, PrebuildProgress.phase(ended.getStatus()), why(ended)));
      }
      return ended;
    }
  }

  private static String why(Prebuild ended) {
    String message = ended.getStatus().getFailureMessage();
    return message.isEmpty() ? "" : ": " + message;
  }

  /**
   * A token opens a log for an hour only: after a look that failed the next one takes a new one.
   */
  private LogTail log(String id) {
    LogClient logs = session.logs(place);
    AtomicReference<Optional<String>> proven = new AtomicReference<>(Optional.empty());
    return new LogTail(
        offset -> {
          Optional<String> known = proven.getAndSet(Optional.empty());
          String token = known.isPresent() ? known.get() : controlPlane.logsToken(id);
          InputStream records =
              logs.open(
                  controlPlane.prebuild(id).getStatus().getLogUrl(),
                  token,
                  LogClient.Format.NDJSON,
                  offset,
                  false);
          proven.set(Optional.of(token));
          return records;
        });
  }

  /**
   * Waits until a pool is ready.
   *
   * @throws Failure if it will not be
   */
  WarmPool ready(String id) throws InterruptedException {
    LiveLine live = new LiveLine(session.printer());
    String words = "pool %s goes on to fill up; `prebuild-agent status` shows it".formatted(id);
    try (live;
        Farewell _ = Farewell.say(live, words)) {
      return new PoolFollow(() -> controlPlane.pool(id), live, session.clock(), session.pause())
          .untilReady();
    }
  }
}
