package dev.prebuild.agent.git;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Where a submodule may lie: below its parent's root, and nowhere that means something to git. */
final class SubmodulePath {
  private static final int LONGEST = 512;
  private static final List<String> NO_PARTS = List.of("", ".", "..");

  /** What any file system could take for .git. */
  private static final Pattern GIT_FOLDER =
      Pattern.compile("(?i)\\.git[ .]*|git~[0-9]+|\\.git[\\u200b-\\u200f\\u202a-\\u202e:].*");

  private SubmodulePath() {}

  /**
   * Looks at a submodule's name and path as such.
   *
   * @throws CloneException if it is none
   */
  static void check(String name, String path) {
    boolean isFine = isFine(name) && isFine(path) && !path.startsWith("/");
    if (!isFine) {
      throw CloneException.refused(
          "submodule '%s' is refused: its name '%s' or path leads out of the repository, into .git, or looks like an option"
              .formatted(Printable.of(path), Printable.of(name)));
    }
  }

  private static boolean isFine(String text) {
    return text.length() <= LONGEST
        && !text.startsWith("-")
        && text.indexOf('\\') < 0
        && text.chars().noneMatch(Character::isISOControl)
        && List.of(text.split("/", -1)).stream()
            .noneMatch(part -> NO_PARTS.contains(part) || GIT_FOLDER.matcher(part).matches());
  }

  /**
   * The folder that git has made for it.
   *
   * @throws CloneException if it is something else, or is reached through a link
   */
  static Path folder(Path checkout, String path) {
    Path folder = checkout;
    for (Path part : Path.of(path)) {
      folder = folder.resolve(part);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw CloneException.refused(
            "submodule '%s' is refused: its path leads through a link or a file".formatted(path));
      }
    }
    try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
      if (content.iterator().hasNext()) {
        throw CloneException.refused(
            "submodule '%s' is refused: there are files in its folder".formatted(path));
      }
    } catch (IOException e) {
      throw CloneException.of(Trouble.HOST, "looking at the folder of submodule " + path, e + "");
    }
    return folder;
  }
}
