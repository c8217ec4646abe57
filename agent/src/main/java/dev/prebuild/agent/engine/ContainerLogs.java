package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.prebuild.snapshot.steps.LogMarker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What containers have printed, as the engine keeps it. */
final class ContainerLogs {
  private static final int TAIL_LIMIT_SECONDS = 10;
  private static final int LONGEST_LINE = 400;

  private final Engine engine;

  ContainerLogs(Engine engine) {
    this.engine = engine;
  }

  /** The last lines of its output, oldest first, each cut to a readable length. */
  List<String> tail(String containerName, int lines) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      read(
          containerName,
          lines,
          new ResultCallback.Adapter<Frame>() {
            @Override
            public void onNext(Frame frame) {
              output.writeBytes(frame.getPayload());
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ArrayDeque<String> last = new ArrayDeque<>();
    output
        .toString(StandardCharsets.UTF_8)
        .lines()
        .flatMap(line -> LogMarker.split(line).stream())
        .flatMap(line -> ContainerLogs.printed(line).stream())
        .map(ContainerLogs::shorten)
        .forEach(last::add);
    while (last.size() > lines) {
      last.removeFirst();
    }
    return List.copyOf(last);
  }

  /** Markers are for programs; twice as many lines leave room for them. */
  private static Optional<String> printed(String line) {
    return switch (LogMarker.parse(line).orElse(null)) {
      case null -> Optional.of(line);
      case LogMarker.ServiceLine service -> Optional.of(service.text());
      case LogMarker.StepBegins _, LogMarker.StepEnds _ -> Optional.empty();
    };
  }

  private static String shorten(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  private void read(String container, int lines, ResultCallback.Adapter<Frame> callback)
      throws InterruptedException {
    engine.callPatiently(
        "reading the log of container " + container,
        client -> {
          var command =
              client
                  .logContainerCmd(container)
                  .withStdOut(true)
                  .withStdErr(true)
                  .withTail(2 * lines);
          try (callback) {
            return command.exec(callback).awaitCompletion(TAIL_LIMIT_SECONDS, TimeUnit.SECONDS);
          }
        });
  }
}
