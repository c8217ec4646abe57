package dev.prebuild.config.settings;

import io.dropwizard.util.DataSize;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's own listener.
 *
 * @param host address to listen on; anything but loopback lets the network reach the claims API
 * @param port TCP port
 * @param publicUrl where others reach this listener, behind a proxy or by the host's name; the
 *     address and port above if unset. A prebuild's {@code logUrl} begins with it
 * @param tokenFile holds the bearer token of the claims API; made on the first start if it is not
 *     there; {@code agent.token} in the state folder if unset
 * @param maxBody the largest request body that is read
 * @param failedAuthentications wrong or missing tokens that one address may send in a minute before
 *     it is refused unheard for the rest of it; 0 for no limit. Loopback has none
 * @param tls secures the listener; clear text if unset
 */
public record HttpSettings(
    @NotBlank String host,
    @Min(1) @Max(65535) int port,
    Optional<URI> publicUrl,
    Optional<Path> tokenFile,
    @NotNull DataSize maxBody,
    @Min(0) int failedAuthentications,
    @Valid Optional<ListenerTlsSettings> tls) {

  /** Where others reach this listener, with a slash at the end. */
  public URI reachableAt() {
    String url = publicUrl.map(URI::toString).orElseGet(() -> at(host));
    return URI.create(url.endsWith("/") ? url : url + "/");
  }

  /** Where this host's own processes reach it, with a slash at the end. */
  public URI reachableFromHere() {
    boolean isAnyAddress = Set.of("0.0.0.0", "::", "[::]", "localhost").contains(host);
    return URI.create(at(isAnyAddress ? "127.0.0.1" : host) + "/");
  }

  /** An IPv6 address stands in brackets in a URL (RFC 3986, section 3.2.2). */
  private String at(String name) {
    boolean isBare = name.contains(":") && !name.startsWith("[");
    return "%s://%s:%d".formatted(scheme(), isBare ? "[" + name + "]" : name, port);
  }

  private String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  /**
   * The scheme is all that is checked here; whether it leads anywhere shows when it is followed.
   */
  @Pattern(regexp = "https?", message = "must be http or https")
  public String getPublicUrlScheme() {
    return publicUrl.map(URI::getScheme).orElse("http");
  }
}
