package dev.prebuild.agent.engine;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom a container's processes run as.
 *
 * @param uid 0 for root
 */
record ContainerUser(int uid, int gid) {
  static final ContainerUser ROOT = new ContainerUser(0, 0);

  /**
   * Reads an image's user setting: empty, a number, a name, each with an optional group.
   *
   * @param passwd the image's /etc/passwd; asked only if a name has to be looked up
   * @return empty if the name is not in it
   */
  static Optional<ContainerUser> read(String setting, Supplier<String> passwd) {
    String user = setting.split(":", 2)[0];
    if (user.isEmpty()) {
      return Optional.of(ROOT);
    }
    Optional<ContainerUser> entry =
        isNumber(user) && setting.contains(":") ? Optional.empty() : find(user, passwd.get());
    if (!isNumber(user)) {
      return entry;
    }
    int uid = Integer.parseInt(user);
    return Optional.of(entry.orElseGet(() -> new ContainerUser(uid, group(setting))));
  }

  private static int group(String setting) {
    String[] parts = setting.split(":", 2);
    return parts.length == 2 && isNumber(parts[1]) ? Integer.parseInt(parts[1]) : 0;
  }

  private static Optional<ContainerUser> find(String user, String passwd) {
    return passwd
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length >= 4 && isNumber(fields[2]) && isNumber(fields[3]))
        .filter(fields -> fields[0].equals(user) || fields[2].equals(user))
        .map(fields -> new ContainerUser(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
        .findFirst();
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,9}");
  }
}
