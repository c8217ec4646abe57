package dev.prebuild.agent.http;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a log is asked for.
 *
 * @param isFollowing whether to wait for what is still to come
 * @param offset where it begins, in bytes of plain text
 * @param since time of the first line; empty if that does not matter
 * @param format empty if the request's headers decide
 */
record LogQuery(
    boolean isFollowing, long offset, Optional<Instant> since, Optional<LogFormat> format) {
  private static final String FOLLOW = "follow";
  private static final String OFFSET = "offset";
  private static final String SINCE = "since";
  private static final String FORMAT = "format";
  private static final Set<String> KNOWN = Set.of(FOLLOW, OFFSET, SINCE, FORMAT);

  /**
   * Reads the parameters of a request.
   *
   * @throws InvalidRequestException if one is not known, or makes no sense
   */
  static LogQuery of(MultivaluedMap<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new InvalidRequestException(
            "parameter '%s' is not known; these are: %s".formatted(name, new TreeSet<>(KNOWN)));
      }
    }
    Optional<String> offset = single(parameters, OFFSET);
    Optional<String> since = single(parameters, SINCE);
    if (offset.isPresent() && since.isPresent()) {
      throw new InvalidRequestException("offset and since cannot be given both");
    }
    return new LogQuery(
        single(parameters, FOLLOW).map(LogQuery::bool).orElse(false),
        offset.map(LogQuery::offset).orElse(0L),
        since.map(LogQuery::time),
        single(parameters, FORMAT).map(LogFormat::named));
  }

  private static Optional<String> single(MultivaluedMap<String, String> parameters, String name) {
    if (parameters.containsKey(name) && parameters.get(name).size() > 1) {
      throw new InvalidRequestException(name + " is given more than once");
    }
    return Optional.ofNullable(parameters.getFirst(name));
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidRequestException("follow must be true or false");
    };
  }

  private static long offset(String text) {
    if (text.matches("\\d{1,18}")) {
      return Long.parseLong(text);
    }
    throw new InvalidRequestException("offset must be a number of bytes, 0 or more");
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidRequestException(
          "since must be a time such as 2026-03-01T12:00:00Z (RFC 3339)");
    }
  }
}
