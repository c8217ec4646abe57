package dev.prebuild.agent.git;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Looks at a repository's URL and whatever it leads to, before git is sent there. */
final class Origins {
  private final AddressRules addresses;
  private final Redirects redirects;
  private final List<Path> own;

  /**
   * @param own folders of the agent, which are no repositories: mirrors hold what not everybody may
   *     read
   */
  Origins(AddressRules addresses, Redirects redirects, List<Path> own) {
    this.addresses = addresses;
    this.redirects = redirects;
    this.own = List.copyOf(own);
  }

  /**
   * Where git may fetch it from.
   *
   * @throws CloneException if a rule forbids it, or the server has no such repository
   */
  Origin find(RemoteUrl url, Requester requester) throws InterruptedException {
    return switch (url.scheme()) {
      case "https" -> redirects.follow(url, requester);
      case "file" -> file(url, requester);
      case "git" -> git(url, requester);
      default -> {
        // No pin is needed: ssh knows a server by its key.
        List<?> _ = addresses.check(url, requester);
        yield Origin.of(url);
      }
    };
  }

  /** Nothing in it would notice that a name has got another address meanwhile. */
  private Origin git(RemoteUrl url, Requester requester) {
    if (!addresses.isTrusted(url, requester)) {
      throw CloneException.refused(
          "%s is refused: over git's own protocol the agent goes to the repository's own host alone; use https, or add the host to prebuilds.git.allowedHosts"
              .formatted(Printable.of(url.text())));
    }
    return Origin.of(url);
  }

  private Origin file(RemoteUrl url, Requester requester) {
    if (!requester.repository().scheme().equals("file")) {
      throw CloneException.refused(
          "%s is refused: a repository that comes over the network may not name folders of this host"
              .formatted(Printable.of(url.text())));
    }
    Path folder = folder(url);
    if (own.stream().anyMatch(folder::startsWith)) {
      throw CloneException.refused(
          "%s is refused: it is a folder of the agent's own".formatted(Printable.of(url.text())));
    }
    return Origin.of(url);
  }

  private static Path folder(RemoteUrl url) {
    try {
      return Path.of(URI.create(url.text()).getPath()).toRealPath();
    } catch (IllegalArgumentException e) {
      throw CloneException.refused(
          "%s is refused: it is no URL; write %%20 for a space, and %%25 for a per cent sign"
              .formatted(Printable.of(url.text())));
    } catch (IOException e) {
      throw CloneException.of(Trouble.NOT_FOUND, "cloning " + url.text(), "no such folder");
    }
  }
}
