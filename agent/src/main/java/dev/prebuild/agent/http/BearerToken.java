package dev.prebuild.agent.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The token that opens the agent's API. Held as a hash; compared in constant time. */
public final class BearerToken {
  private static final int RANDOM_BYTES = 32;

  private final byte[] hash;

  private BearerToken(String token) {
    this.hash = hash(token);
  }

  /**
   * Reads the token from a file; makes the file, for its owner alone, if there is none.
   *
   * @throws IOException if it can be neither read nor made, or is empty
   */
  public static BearerToken of(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    String token = Files.readString(file).strip();
    if (token.isEmpty()) {
      throw new IOException(
          "the token file %s is empty; remove it, and it is made anew".formatted(file));
    }
    return new BearerToken(token);
  }

  private static void make(Path file) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
  }

  /** Whether this is the token. */
  public boolean matches(String token) {
    return MessageDigest.isEqual(hash, hash(token));
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
