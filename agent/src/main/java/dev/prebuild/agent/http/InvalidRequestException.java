package dev.prebuild.agent.http;

/** The client has asked for something that makes no sense; the message names the field and rule. */
final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRequestException(String message) {
    super(message);
  }
}
