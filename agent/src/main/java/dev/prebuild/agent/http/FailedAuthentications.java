package dev.prebuild.agent.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How many wrong tokens have come from where within a minute. Safe for use by many threads. */
final class FailedAuthentications {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Of more addresses than this those seen last are remembered. */
  private static final int MOST_ADDRESSES = 10_000;

  private final int most;
  private final Cache<String, AtomicInteger> counts;

  /**
   * @param most from one address in one window; 0 for no limit
   */
  FailedAuthentications(int most, Ticker ticker) {
    this.most = most;
    this.counts =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(WINDOW)
            .maximumSize(MOST_ADDRESSES)
            .build();
  }

  /** Whether it is not to be listened to any more in this window. */
  boolean isTooMany(String address) {
    AtomicInteger count = counts.getIfPresent(address);
    return most > 0 && count != null && count.get() >= most;
  }

  /** Counts one, and returns whether it was the last that is listened to. */
  boolean count(String address) {
    return counts.get(address, _ -> new AtomicInteger()).incrementAndGet() == most;
  }
}
