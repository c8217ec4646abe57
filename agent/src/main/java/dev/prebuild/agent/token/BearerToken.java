package dev.prebuild.agent.token;

import dev.prebuild.agent.files.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bearer token in a file. The file is made on the first start, readable by its owner alone; to
 * change the token, remove the file and start again. Only its hash stays in memory.
 */
public final class BearerToken {
  private static final int RANDOM_BYTES = 32;
  private static final int SHORTEST = 32;

  private final byte[] hash;

  private BearerToken(byte[] hash) {
    this.hash = hash;
  }

  /**
   * Reads the token, or makes it.
   *
   * @throws UncheckedIOException if the file can be neither read nor made
   * @throws IllegalStateException if it holds no token, or is open to others
   */
  public static BearerToken open(Path file) {
    return new BearerToken(hash(readOrMake(file)));
  }

  /** A token of which only the {@link #hash} is known. */
  public static BearerToken ofHash(String hash) {
    return new BearerToken(HexFormat.of().parseHex(hash));
  }

  /** SHA-256 of the token, in hexadecimal. */
  public String hash() {
    return HexFormat.of().formatHex(hash);
  }

  /** Whether this is the token; takes the same time whatever is asked. */
  public boolean matches(String token) {
    return MessageDigest.isEqual(hash, hash(token));
  }

  private static String readOrMake(Path file) {
    Logger log = LoggerFactory.getLogger(BearerToken.class);
    try {
      if (!Files.exists(file)) {
        make(file);
        log.info("made a new token; its file is {}", file);
      }
      PrivateFile.require(file);
      String token = Files.readString(file).strip();
      if (token.length() < SHORTEST) {
        throw new IllegalStateException(
            "token file %s holds fewer than %d characters; remove it and start again to have a new one made"
                .formatted(file, SHORTEST));
      }
      return token;
    } catch (PrivateFile.OpenToOthersException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("token file %s cannot be read or made".formatted(file), e);
    }
  }

  /** A crash on the way leaves no half-written token: the file appears whole. */
  private static void make(Path file) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        temporary,
        token + "\n",
        StandardCharsets.US_ASCII,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
