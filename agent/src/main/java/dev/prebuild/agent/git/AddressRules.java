package dev.prebuild.agent.git;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/**
 * Which hosts a server or a repository may send the agent to. The repository's own first host is
 * the operator's choice; whoever is named by others must be on the internet, or be allowed.
 *
 * @param allowedHosts in lower case
 */
record AddressRules(Set<String> allowedHosts, Addresses addresses) {
  AddressRules {
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** Whether any address is fine. */
  boolean isTrusted(RemoteUrl url, Requester requester) {
    return requester.isOwnHost(url) || allowedHosts.contains(url.host());
  }

  /**
   * Looks a host up.
   *
   * @return the addresses that were looked at, for git to use these and no others; none where any
   *     is fine
   * @throws CloneException if it is not allowed, or has no address
   */
  List<InetAddress> check(RemoteUrl url, Requester requester) {
    if (isTrusted(url, requester)) {
      return List.of();
    }
    List<InetAddress> found = lookUp(url);
    for (InetAddress address : found) {
      if (!PublicAddress.is(address)) {
        throw CloneException.refused(
            "%s is refused: its host '%s' has the address %s, which is not on the internet; if it is meant, add the host to prebuilds.git.allowedHosts"
                .formatted(Printable.of(url.text()), url.host(), address.getHostAddress()));
      }
    }
    return found;
  }

  private List<InetAddress> lookUp(RemoteUrl url) {
    try {
      return addresses.of(url.host());
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw CloneException.of(
          Trouble.UNREACHABLE, "looking up the host of " + url.text(), "no address is known");
    }
  }
}
