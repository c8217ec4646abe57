package dev.prebuild.agent.connect;

import dev.prebuild.agent.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/** A bearer token that an operator may replace while the program runs. */
final class TokenFile {
  /** RFC 6750, section 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final Path file;
  private final AtomicReference<Optional<String>> known = new AtomicReference<>(Optional.empty());

  TokenFile(Path file) {
    this.file = file;
  }

  /**
   * The token as last read.
   *
   * @throws ConnectException unauthenticated if the file holds none, or is open to others
   */
  String current() {
    return known.get().orElseGet(this::read);
  }

  /** What the file holds now, if that is not the refused token. */
  Optional<String> rotatedFrom(String refused) {
    return Optional.of(read()).filter(token -> !token.equals(refused));
  }

  /** The messages name the file and never what is in it. */
  private String read() {
    String token;
    try {
      PrivateFile.require(file);
      token = Files.readString(file).strip();
    } catch (IllegalStateException e) {
      throw new ConnectException(ConnectCode.UNAUTHENTICATED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ConnectException(
          ConnectCode.UNAUTHENTICATED,
          "token file %s cannot be read (%s); it must hold the bearer token"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    if (!TOKEN.matcher(token).matches()) {
      throw new ConnectException(
          ConnectCode.UNAUTHENTICATED,
          "token file %s holds no bearer token: one line of A-Z a-z 0-9 . _ ~ + / - is expected"
              .formatted(file));
    }
    known.set(Optional.of(token));
    return token;
  }
}
