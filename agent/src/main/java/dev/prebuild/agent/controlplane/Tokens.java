package dev.prebuild.agent.controlplane;

import dev.prebuild.agent.connect.Authenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bearer tokens in files of the state folder. A file is made on the first start, readable by its
 * owner alone; to change a token, remove its file and start again. Only hashes stay in memory.
 */
final class Tokens implements Authenticator<Caller> {
  private static final int RANDOM_BYTES = 32;
  private static final int SHORTEST = 32;

  private final List<Known> known;

  private Tokens(List<Known> known) {
    this.known = List.copyOf(known);
  }

  /** Hashes as hexadecimal digits. */
  private record Known(String hash, Caller caller) {}

  /** A token's file, and whose token it is. */
  record Holder(Path file, Caller caller) {}

  /**
   * Reads the tokens, making those that are missing.
   *
   * @throws UncheckedIOException if a file cannot be read or made
   * @throws IllegalStateException if a file holds no token
   */
  static Tokens open(List<Holder> holders) {
    return new Tokens(
        holders.stream()
            .map(holder -> new Known(hash(readOrMake(holder.file())), holder.caller()))
            .toList());
  }

  @Override
  public Optional<Caller> authenticate(String token) {
    byte[] hash = hash(token).getBytes(StandardCharsets.US_ASCII);
    Optional<Caller> caller = Optional.empty();
    // Every hash is compared, so that the time taken tells nothing.
    for (Known candidate : known) {
      if (MessageDigest.isEqual(candidate.hash().getBytes(StandardCharsets.US_ASCII), hash)) {
        caller = Optional.of(candidate.caller());
      }
    }
    return caller;
  }

  private static String readOrMake(Path file) {
    Logger log = LoggerFactory.getLogger(Tokens.class);
    try {
      if (!Files.exists(file)) {
        make(file);
        log.info("made a new token; its file is {}", file);
      }
      warnIfOpen(log, file);
      String token = Files.readString(file).strip();
      if (token.length() < SHORTEST) {
        throw new IllegalStateException(
            "token file %s holds fewer than %d characters; remove it and start again to have a new one made"
                .formatted(file, SHORTEST));
      }
      return token;
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

  private static void warnIfOpen(Logger log, Path file) throws IOException {
    Set<PosixFilePermission> owner =
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if (!owner.containsAll(Files.getPosixFilePermissions(file))) {
      log.warn("token file {} is open to others than its owner; chmod 600 closes it", file);
    }
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
