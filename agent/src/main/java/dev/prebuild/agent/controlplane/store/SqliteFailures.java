package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What goes wrong with the file of an embedded database, in words for whoever can mend it. */
record SqliteFailures(Path file) {

  /** The failure as a caller is to see it; nothing was changed by the transaction that met it. */
  RuntimeException said(RuntimeException failure) {
    return code(failure)
        .flatMap(this::said)
        .<RuntimeException>map(
            message -> new ConnectException(ConnectCode.UNAVAILABLE, message, failure))
        .orElse(failure);
  }

  private Optional<String> said(SQLiteErrorCode code) {
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_FULL ->
          Optional.of(
              "the disk that holds the database %s is full; free some of it, then try again"
                  .formatted(file));
      case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
          Optional.of(
              "the database %s cannot be read or written (%s); look at its disk and its mode, then try again"
                  .formatted(file, code.message));
      case SQLITE_BUSY, SQLITE_LOCKED ->
          Optional.of(
              "the database %s is held by another process; it must belong to this one alone"
                  .formatted(file));
      default -> Optional.empty();
    };
  }

  /** From the innermost cause, which says the most. */
  private static Optional<SQLiteErrorCode> code(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .filter(SQLiteException.class::isInstance)
        .map(SQLiteException.class::cast)
        .map(SQLiteException::getResultCode)
        .reduce((_, inner) -> inner);
  }
}
