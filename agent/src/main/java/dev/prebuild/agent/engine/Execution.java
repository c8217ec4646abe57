package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Runs a program in a container, by the container's user and without a shell. */
record Execution(Engine engine) {

  /**
   * Returns the exit code. What it prints is passed over: it may hold anything.
   *
   * @param atMost after which it is waited for no longer; it goes on by itself
   * @return empty if it has not ended by then
   */
  OptionalLong run(String container, List<String> command, Duration atMost)
      throws InterruptedException {
    String id =
        engine.call(
            "making ready to run a command in container " + container,
            client ->
                client
                    .execCreateCmd(container)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withCmd(command.toArray(String[]::new))
                    .exec()
                    .getId());
    if (!runToItsEnd(container, id, atMost)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        engine.call(
            "asking how a command in container " + container + " has ended",
            client ->
                Objects.requireNonNullElse(
                    client.inspectExecCmd(id).exec().getExitCodeLong(), -1L)));
  }

  private boolean runToItsEnd(String container, String id, Duration atMost)
      throws InterruptedException {
    return engine.callPatiently(
        "running a command in container " + container,
        client -> {
          try (ResultCallback.Adapter<Frame> output =
              client.execStartCmd(id).exec(new ResultCallback.Adapter<Frame>())) {
            return output.awaitCompletion(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
          }
        });
  }
}
