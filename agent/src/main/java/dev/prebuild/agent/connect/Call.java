package dev.prebuild.agent.connect;

import java.util.Map;

/**
 * What is known of a call beside its message.
 *
 * @param caller whose token it came with
 * @param query parameters of the URL, the first value of each; the protocol has none, but
 *     REST-style clients page with them
 * @param deadline until when the caller waits; a handler that waits for something waits no longer
 */
public record Call<C>(C caller, Map<String, String> query, Deadline deadline) {
  public Call {
    query = Map.copyOf(query);
  }
}
