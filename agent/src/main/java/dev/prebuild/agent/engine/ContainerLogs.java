package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What containers have printed, as the engine keeps it. */
public final class ContainerLogs {
  private static final int TAIL_LIMIT_SECONDS = 10;
  private static final int LONGEST_LINE = 400;

  private final Engine engine;
  private final Containers containers;

  ContainerLogs(Engine engine, Containers containers) {
    this.engine = engine;
    this.containers = containers;
  }

  /** The container that runs a prebuild, while there is one. */
  public Optional<String> containerOf(UUID prebuildId) {
    return containers.find(Naming.prebuild(prebuildId)).map(ContainerFacts::id);
  }

  /**
   * Copies a container's output, both streams as one.
   *
   * @param follow whether to go on until the container ends
   */
  public void copy(String containerId, boolean follow, OutputStream target)
      throws InterruptedException {
    read(containerId, follow, Optional.empty(), new Copy(target), Long.MAX_VALUE);
  }

  /** The last lines of its output, oldest first, each cut to a readable length. */
  List<String> tail(String containerName, int lines) {
    StringBuilder text = new StringBuilder();
    try {
      read(
          containerName,
          false,
          Optional.of(lines),
          new ResultCallback.Adapter<Frame>() {
            @Override
            public void onNext(Frame frame) {
              text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
            }
          },
          TAIL_LIMIT_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ArrayDeque<String> last = new ArrayDeque<>();
    text.toString().lines().map(ContainerLogs::shorten).forEach(last::add);
    while (last.size() > lines) {
      last.removeFirst();
    }
    return List.copyOf(last);
  }

  private static String shorten(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  private void read(
      String container,
      boolean follow,
      Optional<Integer> tail,
      ResultCallback.Adapter<Frame> callback,
      long limitSeconds)
      throws InterruptedException {
    engine.callPatiently(
        "reading the log of container " + container,
        client -> {
          var command =
              client
                  .logContainerCmd(container)
                  .withStdOut(true)
                  .withStdErr(true)
                  .withFollowStream(follow);
          tail.ifPresentOrElse(command::withTail, command::withTailAll);
          try (callback) {
            return command.exec(callback).awaitCompletion(limitSeconds, TimeUnit.SECONDS);
          }
        });
  }

  private static final class Copy extends ResultCallback.Adapter<Frame> {
    private final OutputStream target;

    Copy(OutputStream target) {
      this.target = target;
    }

    @Override
    public void onNext(Frame frame) {
      try {
        target.write(frame.getPayload());
        target.flush();
      } catch (IOException e) {
        onError(e);
      }
    }
  }
}
