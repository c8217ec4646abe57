package dev.prebuild.agent.controlplane;

import dev.prebuild.agent.connect.ConnectCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A call, and what must come of it. Bodies are JSON with single quotes and bare names; {@code
 * '$name'} stands for the id of what {@link Scenery} has under that name, made for this call.
 *
 * @param caller nobody if empty
 * @param styles in which the call can be written at all
 */
record Case(String method, String body, Optional<Who> caller, Outcome outcome, Set<Style> styles) {

  /** What must come of a call. */
  sealed interface Outcome {}

  /** The whole answer, field by field; see {@link Scenery} for what can stand for a value. */
  record Answered(String body) implements Outcome {}

  /** A refusal whose message has this in it. */
  record Refused(ConnectCode code, String message) implements Outcome {}

  @Override
  public String toString() {
    String result =
        switch (outcome) {
          case Answered _ -> "ok";
          case Refused refused -> refused.code().wireName();
        };
    String shown = body.length() <= 100 ? body : body.substring(0, 100) + "…";
    return "%s %s by %s: %s"
        .formatted(method, shown, caller.map(Who::name).orElse("nobody"), result);
  }

  static Table table(String method, Who usual) {
    return new Table(method, usual);
  }

  /** The cases of one method, one after the other. */
  static final class Table {
    private final String method;
    private final Who usual;
    private final List<Case> cases = new ArrayList<>();

    private Table(String method, Who usual) {
      this.method = method;
      this.usual = usual;
    }

    Table answers(String body, String answer) {
      return add(body, Optional.of(usual), new Answered(answer));
    }

    Table refuses(String body, ConnectCode code, String message) {
      return refuses(usual, body, code, message);
    }

    Table refuses(Who caller, String body, ConnectCode code, String message) {
      return add(body, Optional.of(caller), new Refused(code, message));
    }

    /**
     * The same for a body that is JSON, but not of the message's types: binary has no way to say
     * it.
     */
    Table refusesJson(String body, String message) {
      cases.add(
          new Case(
              method,
              body,
              Optional.of(usual),
              new Refused(ConnectCode.INVALID_ARGUMENT, message),
              EnumSet.complementOf(EnumSet.of(Style.BINARY))));
      return this;
    }

    /** A call that is good but for its caller. */
    Table refusesOthers(String body) {
      Who other = usual == Who.USER ? Who.RUNNER : Who.USER;
      add(body, Optional.empty(), new Refused(ConnectCode.UNAUTHENTICATED, "Bearer TOKEN"));
      return refuses(other, body, ConnectCode.PERMISSION_DENIED, "not meant for");
    }

    /** A call that changes something. */
    Table refusesReaders(String body) {
      return refuses(Who.READER, body, ConnectCode.PERMISSION_DENIED, "may only read");
    }

    Table answersReaders(String body, String answer) {
      return add(body, Optional.of(Who.READER), new Answered(answer));
    }

    private Table add(String body, Optional<Who> caller, Outcome outcome) {
      cases.add(new Case(method, body, caller, outcome, EnumSet.allOf(Style.class)));
      return this;
    }

    Stream<Case> stream() {
      return cases.stream();
    }
  }
}
