package dev.prebuild.agent.http;

import java.io.IOException;

/** The client sends more than is read. */
final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  BodyTooLargeException(long mostBytes) {
    super("the body is larger than the %d bytes that are read (http.maxBody)".formatted(mostBytes));
  }
}
