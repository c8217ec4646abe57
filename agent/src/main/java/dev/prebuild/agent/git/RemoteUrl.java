package dev.prebuild.agent.git;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository's URL, taken apart such that git, curl and this program cannot read it in different
 * ways.
 *
 * @param text the URL as it was given
 * @param scheme in lower case; ssh for {@code user@host:path} too
 * @param host in lower case, an IPv6 address in brackets; empty for a file
 * @param port the scheme's own if none is given; 0 for a file
 */
record RemoteUrl(String text, String scheme, String host, int port) {
  private static final String USER = "(?:[A-Za-z0-9_][A-Za-z0-9_.%+~-]*@)?";
  private static final String HOST = "([A-Za-z0-9](?:[A-Za-z0-9._-]*)|\\[[0-9A-Fa-f:.]+\\])";
  private static final String PATH = "/[^\\s\\\\?#]*";

  private static final Pattern NETWORK =
      Pattern.compile("([A-Za-z]+)://" + USER + HOST + "(?::([0-9]{1,5}))?" + PATH);
  private static final Pattern FILE = Pattern.compile("(?i:file)://" + PATH);

  /** scp's way to write an ssh URL. */
  private static final Pattern SCP_LIKE =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*@" + HOST + ":[^:\\s\\\\-][^\\s\\\\]*");

  /** What some take for an address and others for a name, such as 127.1, 0x7f000001, 2130706433. */
  private static final Pattern NUMBER_AT_END =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.?");

  private static final String BYTE = "(?:0|[1-9][0-9]{0,2})";
  private static final Pattern FOUR_BYTES = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
  private static final Pattern CLIMBS = Pattern.compile("(?:^|[/:])\\.\\.(?:/|$)");
  private static final Pattern HIDDEN_CONTROL = Pattern.compile("%(?:[01][0-9A-Fa-f]|7[Ff])");

  /** Empty if it is none, or could mean more than one thing. */
  static Optional<RemoteUrl> parse(String url) {
    if (url.chars().anyMatch(Character::isISOControl)
        || CLIMBS.matcher(url).find()
        || HIDDEN_CONTROL.matcher(url).find()) {
      return Optional.empty();
    }
    if (FILE.matcher(url).matches()) {
      return Optional.of(new RemoteUrl(url, "file", "", 0));
    }
    Matcher network = NETWORK.matcher(url);
    if (network.matches()) {
      String scheme = network.group(1).toLowerCase(Locale.ROOT);
      return of(url, scheme, network.group(2), Optional.ofNullable(network.group(3)));
    }
    Matcher scpLike = SCP_LIKE.matcher(url);
    return scpLike.matches()
        ? of(url, "ssh", scpLike.group(1), Optional.empty())
        : Optional.empty();
  }

  private static Optional<RemoteUrl> of(
      String url, String scheme, String host, Optional<String> port) {
    String name = host.toLowerCase(Locale.ROOT);
    boolean isAmbiguous =
        NUMBER_AT_END.matcher(name).matches() && !FOUR_BYTES.matcher(name).matches();
    int number = port.map(Integer::parseInt).orElse(defaultPort(scheme));
    return isAmbiguous || number > 65_535
        ? Optional.empty()
        : Optional.of(new RemoteUrl(url, scheme, name, number));
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "https" -> 443;
      case "ssh" -> 22;
      case "git" -> 9418;
      default -> 0;
    };
  }

  /** Whether the host is an address, which nobody looks up. */
  boolean isAddress() {
    return host.startsWith("[") || FOUR_BYTES.matcher(host).matches();
  }

  /** Scheme, host and port: whom credentials are for. */
  String server() {
    return "%s://%s:%d".formatted(scheme, host, port);
  }

  /**
   * The URL that a submodule's relative one means; empty if it leads above the server's root.
   *
   * @param relative begins with ./ or ../
   */
  Optional<String> resolve(String relative) {
    String base = text.replaceAll("/+$", "");
    String rest = relative;
    while (rest.startsWith("./") || rest.startsWith("../")) {
      if (rest.startsWith("../")) {
        int end = Math.max(base.lastIndexOf('/'), base.indexOf("://") < 0 ? base.indexOf(':') : -1);
        if (end < rootLength()) {
          return Optional.empty();
        }
        base = base.substring(0, base.charAt(end) == ':' ? end + 1 : end);
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return Optional.of(base.endsWith(":") ? base + rest : base + "/" + rest);
  }

  /** Where the path begins. */
  private int rootLength() {
    int authority = text.indexOf("://");
    return authority < 0 ? text.indexOf(':') : text.indexOf('/', authority + 3);
  }
}
