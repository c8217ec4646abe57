package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells failures that pass from faults of the program, and says them in words for callers.
 *
 * @param address of the database, {@code HOST[:PORT]/NAME}
 */
record PostgresFailures(String address) {
  /** Classes of states: no connection, too few resources. */
  private static final Set<String> AWAY = Set.of("08", "53");

  /** The server ends, has crashed, does not accept connections yet, or has dropped the session. */
  private static final Set<String> ENDING =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

  /** Waited for a lock, or for a statement, as long as the settings of the session allow. */
  private static final Set<String> BUSY = Set.of("55P03", "57014");

  /** Whether a new connection may do what failed on this one. */
  static boolean isOfConnection(RuntimeException failure) {
    return sql(failure).stream().anyMatch(PostgresFailures::isAway);
  }

  /** A failure before anything was to be committed. */
  RuntimeException withoutChange(RuntimeException failure) {
    return said(failure, "");
  }

  /** A failure to commit: the answer is missing, not necessarily the change. */
  RuntimeException ofCommit(RuntimeException failure) {
    return said(failure, "; whether the change was made is not known");
  }

  private RuntimeException said(RuntimeException failure, String consequence) {
    List<SQLException> causes = sql(failure);
    if (causes.stream().anyMatch(PostgresFailures::isAway)) {
      return unavailable(
          "the database at %s does not answer (%s)%s; try again"
              .formatted(address, firstLine(causes.getLast()), consequence),
          failure);
    }
    return causes.stream().anyMatch(PostgresFailures::isBusy) ? busy(failure) : failure;
  }

  /** Others have had their turn for too long. */
  ConnectException busy(@Nullable Throwable cause) {
    return unavailable("the database at %s is busy; try again".formatted(address), cause);
  }

  private static ConnectException unavailable(String message, @Nullable Throwable cause) {
    return cause == null
        ? new ConnectException(ConnectCode.UNAVAILABLE, message)
        : new ConnectException(ConnectCode.UNAVAILABLE, message, cause);
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** The pool's own exception carries no state where it has no cause. */
  private static boolean isAway(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return failure instanceof SQLTransientConnectionException
        || ENDING.contains(state)
        || AWAY.stream().anyMatch(state::startsWith);
  }

  private static boolean isBusy(SQLException failure) {
    return BUSY.contains(String.valueOf(failure.getSQLState()));
  }

  /** From the outermost to the innermost, which says the most. */
  private static List<SQLException> sql(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .toList();
  }
}
