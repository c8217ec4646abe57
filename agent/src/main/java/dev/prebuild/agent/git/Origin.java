package dev.prebuild.agent.git;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where git fetches from, after everything that a server or a repository has named was looked at.
 *
 * @param url where all redirects have led
 * @param options for git, before its command
 */
record Origin(String url, List<String> options) {
  Origin {
    options = List.copyOf(options);
  }

  static Origin of(RemoteUrl url) {
    return new Origin(url.text(), List.of());
  }

  /**
   * Over HTTPS: git follows no more redirects, and looks no name up again.
   *
   * @param addresses of the host that may be used; all if none is named
   */
  static Origin https(RemoteUrl url, List<InetAddress> addresses) {
    return new Origin(
        url.text(),
        addresses.isEmpty() || url.isAddress()
            ? List.of()
            : List.of(
                "-c",
                "http.curloptResolve=%s:%d:%s"
                    .formatted(
                        url.host(),
                        url.port(),
                        addresses.stream().map(Origin::literal).collect(Collectors.joining(",")))));
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }
}
