package dev.prebuild.config.settings;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The control plane. {@code standalone} talks to its own, over loopback, and uses neither url nor
 * tokenFile.
 *
 * @param url base of the API, http or https; may have a path
 * @param tokenFile holds the runner's bearer token
 * @param requestTimeout limit of one call, the wait of a long poll not counted
 * @param longPoll how long the control plane may hold an unchanged answer back
 * @param tls of an https URL, where the defaults do not suit
 */
public record ControlPlaneSettings(
    @NotNull URI url,
    @NotNull Path tokenFile,
    @NotNull @MinDuration(1) @MaxDuration(value = 5, unit = TimeUnit.MINUTES)
        Duration requestTimeout,
    @NotNull @MinDuration(1) @MaxDuration(60) Duration longPoll,
    @Valid Optional<CallerTlsSettings> tls) {

  /**
   * The scheme is all that a URL needs to be checked for here; the rest shows when it is called. A
   * URL that is missing breaks its own rule, not this one.
   */
  @Pattern(regexp = "https?", message = "must be http or https")
  public String getUrlScheme() {
    return url == null ? "http" : String.valueOf(url.getScheme());
  }
}
