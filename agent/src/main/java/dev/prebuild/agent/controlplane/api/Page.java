package dev.prebuild.agent.controlplane.api;

import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;
import static dev.prebuild.agent.controlplane.rules.Refusals.quote;

import com.google.protobuf.Message;
import dev.prebuild.agent.controlplane.store.Stored;
import dev.prebuild.config.wire.gitpod.v1.PaginationRequest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which page of a list is asked for. Lists go from the newest object to the oldest by order of
 * creation, so that what is created during a walk never moves what the walk has still to see.
 *
 * @param before only objects created before the one with this sequence number
 * @param size most objects on the page, 1 to 100
 */
public record Page(long before, int size) {
  private static final int DEFAULT_SIZE = 25;
  private static final int LARGEST_SIZE = 100;
  private static final byte TOKEN_VERSION = 1;

  /**
   * Reads the page out of the body or, as REST-style clients send it, the URL; the body wins.
   *
   * @throws dev.prebuild.agent.connect.ConnectException invalid_argument
   */
  public static Page of(PaginationRequest body, Map<String, String> query) {
    String token = body.getToken().isEmpty() ? query.getOrDefault("token", "") : body.getToken();
    int size =
        body.getPageSize() != 0
            ? body.getPageSize()
            : Optional.ofNullable(query.get("pageSize")).map(Page::number).orElse(0);
    if (size < 0 || size > LARGEST_SIZE) {
      throw invalid(
          "pagination.pageSize must be 1 to %d, or 0 for %d; got %d"
              .formatted(LARGEST_SIZE, DEFAULT_SIZE, size));
    }
    return new Page(
        token.isEmpty() ? Long.MAX_VALUE : decode(token), size == 0 ? DEFAULT_SIZE : size);
  }

  /**
   * The token of the page after this one; empty on the last.
   *
   * @param found one object more than the page holds, if there is one
   */
  public String nextToken(List<? extends Stored<?>> found) {
    if (found.size() <= size) {
      return "";
    }
    byte[] bytes =
        ByteBuffer.allocate(9).put(TOKEN_VERSION).putLong(found.get(size - 1).sequence()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is on the page. */
  public <M extends Message> List<M> messages(List<Stored<M>> found) {
    return found.stream().limit(size).map(Stored::message).toList();
  }

  private static long decode(String token) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() == 9 && bytes.get() == TOKEN_VERSION) {
        long sequence = bytes.getLong();
        if (sequence > 0) {
          return sequence;
        }
      }
    } catch (IllegalArgumentException _) {
      // Not base64: answered below like every other token that was not made here.
    }
    throw invalid("pagination.token must be the nextToken of the page before, got " + quote(token));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw invalid("pageSize must be a number, got " + quote(text));
    }
  }
}
