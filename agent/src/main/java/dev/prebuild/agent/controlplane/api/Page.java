package dev.prebuild.agent.controlplane.api;

import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;
import static dev.prebuild.agent.controlplane.rules.Refusals.quote;

import com.google.protobuf.Message;
import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.store.Conditions;
import dev.prebuild.agent.controlplane.store.Stored;
import dev.prebuild.config.wire.gitpod.v1.PaginationRequest;
import dev.prebuild.config.wire.gitpod.v1.PaginationResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which page of a list is asked for. Lists go from the newest object to the oldest by order of
 * creation, so that what is created during a walk never moves what the walk has still to see.
 */
final class Page {
  private static final int DEFAULT_SIZE = 25;
  private static final int LARGEST_SIZE = 100;

  private final PageTokens tokens;
  private final Caller caller;
  private final String list;
  private final long before;
  private final int size;

  private Page(PageTokens tokens, Caller caller, String list, long before, int size) {
    this.tokens = tokens;
    this.caller = caller;
    this.list = list;
    this.before = before;
    this.size = size;
  }

  /**
   * Reads the page out of the body or, as REST-style clients send it, the URL; the body wins.
   *
   * @param kind which list
   * @throws dev.prebuild.agent.connect.ConnectException invalid_argument
   */
  static Page of(PageTokens tokens, String kind, Call<Caller> call, PaginationRequest body) {
    Map<String, String> query = call.query();
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
    String list = kind + " of " + call.caller().organization();
    return new Page(
        tokens,
        call.caller(),
        list,
        token.isEmpty() ? Long.MAX_VALUE : tokens.decode(list, token),
        size == 0 ? DEFAULT_SIZE : size);
  }

  /** The conditions of being on the page or after it, to be added to. */
  Conditions conditions() {
    return new Conditions()
        .equal("organization_id", caller.organization().toString())
        .below("sequence", before);
  }

  /** How many objects to look for: one more than the page holds, to see whether it is the last. */
  int limit() {
    return size + 1;
  }

  /**
   * What is on the page.
   *
   * @param found as many as there are, up to the {@link #limit}
   */
  <M extends Message> List<M> messages(List<Stored<M>> found) {
    return found.stream().limit(size).map(Stored::message).toList();
  }

  /** The token of the page after this one; empty on the last. */
  PaginationResponse next(List<? extends Stored<?>> found) {
    return found.size() <= size
        ? PaginationResponse.getDefaultInstance()
        : PaginationResponse.newBuilder()
            .setNextToken(tokens.encode(list, found.get(size - 1).sequence()))
            .build();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw invalid("pageSize must be a number, got " + quote(text));
    }
  }
}
