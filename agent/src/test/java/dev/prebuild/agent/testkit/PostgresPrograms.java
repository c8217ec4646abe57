package dev.prebuild.agent.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs of a PostgreSQL server that is installed.
 *
 * @param folder where they are
 * @param account whom they run as; the user of the tests if empty
 */
record PostgresPrograms(Path folder, Optional<String> account) {
  private static final String NAMED_FOLDER = "PREBUILD_TEST_POSTGRES";
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  /** PostgreSQL refuses to run as root, so it gets one of these. */
  private static final List<String> ACCOUNTS = List.of("postgres", "nobody");

  static PostgresPrograms find() throws IOException {
    boolean isRoot = System.getProperty("user.name").equals("root");
    return new PostgresPrograms(
        findFolder(), isRoot ? Optional.of(findAccount()) : Optional.empty());
  }

  private static Path findFolder() throws IOException {
    String named = System.getenv(NAMED_FOLDER);
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named))
          .filter(PostgresPrograms::isComplete)
          .orElseThrow(
              () ->
                  new AssertionError(
                      "%s=%s holds no initdb and postgres".formatted(NAMED_FOLDER, named)));
    }
    return Stream.concat(onPath(), versions())
        .filter(PostgresPrograms::isComplete)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs a PostgreSQL server, and none is on PATH, below %s or in the folder that %s names: run agent/bin/test, which installs one, or 'apt-get install postgresql'"
                        .formatted(VERSIONS, NAMED_FOLDER)));
  }

  private static boolean isComplete(Path folder) {
    return Files.isExecutable(folder.resolve("initdb"))
        && Files.isExecutable(folder.resolve("postgres"));
  }

  private static Stream<Path> onPath() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
        .filter(entry -> !entry.isBlank())
        .map(Path::of);
  }

  /** Newest first. */
  private static Stream<Path> versions() throws IOException {
    if (!Files.isDirectory(VERSIONS)) {
      return Stream.empty();
    }
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .filter(version -> version.getFileName().toString().matches("\\d+"))
          .sorted(
              Comparator.comparingInt(
                  version -> -Integer.parseInt(version.getFileName().toString())))
          .map(version -> version.resolve("bin"))
          .toList()
          .stream();
    }
  }

  private static String findAccount() throws IOException {
    for (String name : ACCOUNTS) {
      try {
        VERSIONS.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
        return name;
      } catch (UserPrincipalNotFoundException e) {
        // The next one, then.
      }
    }
    throw new AssertionError(
        "PostgreSQL does not run as root, and there is no other account of these: " + ACCOUNTS);
  }

  /** What runs a program, arguments to be added. */
  List<String> command(String program) throws IOException {
    String path = folder.resolve(program).toString();
    return account.isEmpty()
        ? List.of(path)
        : List.of(
            "setpriv",
            "--reuid=" + account.get(),
            "--regid=" + group(account.get()),
            "--clear-groups",
            path);
  }

  private static String group(String account) throws IOException {
    Process id = new ProcessBuilder("id", "-g", account).start();
    return new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }

  /** Makes a file or folder the account's own. */
  void own(Path path) throws IOException {
    if (account.isPresent()) {
      FileSystem files = path.getFileSystem();
      Files.setOwner(
          path, files.getUserPrincipalLookupService().lookupPrincipalByName(account.get()));
    }
  }
}
