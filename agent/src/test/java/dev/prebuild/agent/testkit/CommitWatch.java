package dev.prebuild.agent.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sees the end of an engine's commit, which comes also when nobody waits for its answer. */
public final class CommitWatch extends ResultCallback.Adapter<Event> {
  private final CountDownLatch ended = new CountDownLatch(1);

  private CommitWatch() {}

  static CommitWatch start(DockerClient client) {
    CommitWatch watch = new CommitWatch();
    client.eventsCmd().withEventFilter("commit").exec(watch);
    return watch;
  }

  @Override
  public void onNext(Event event) {
    ended.countDown();
  }

  /** Whether a commit has ended so far. */
  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Returns once a commit has ended. */
  public void awaitEnd() throws InterruptedException {
    if (!ended.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the engine has told of no commit's end");
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
  }
}
