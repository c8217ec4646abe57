package dev.prebuild.agent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Things that are done at the same time, each by a thread of its own that stands ready. */
final class Together implements AutoCloseable {
  private final ExecutorService threads;
  private final int number;

  /**
   * @param number of threads
   */
  Together(int number) {
    this.number = number;
    this.threads = Executors.newFixedThreadPool(number);
  }

  /** What each thread does, by its number. */
  interface Work {
    void run(int thread) throws Exception;
  }

  /**
   * Has all of them begin at once.
   *
   * @return nanoseconds until the last one was done
   */
  long run(Work work) throws Exception {
    CountDownLatch ready = new CountDownLatch(number);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int thread = i;
      all.add(
          threads.submit(
              () -> {
                ready.countDown();
                go.await();
                work.run(thread);
                return true;
              }));
    }
    ready.await();
    long start = System.nanoTime();
    go.countDown();
    for (Future<?> one : all) {
      Object _ = one.get();
    }
    return System.nanoTime() - start;
  }

  @Override
  public void close() {
    threads.close();
  }
}
