package dev.prebuild.config.settings;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PostgreSQL database for the control plane's state; several control planes may share one.
 *
 * @param url {@code jdbc:postgresql://HOST[:PORT]/NAME[?PARAMETERS]}, several {@code HOST[:PORT]}
 *     with commas between them; holds no password
 * @param user the URL's, else the operating system's, if unset
 * @param passwordFile holds the password; none is sent if unset
 */
public record DatabaseSettings(
    @NotNull
        @Pattern(
            regexp = DatabaseSettings.URL,
            message = "must be jdbc:postgresql://HOST[:PORT]/NAME[?PARAMETERS]")
        String url,
    Optional<String> user,
    Optional<Path> passwordFile) {

  private static final String HOST = "([\\w.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?";

  /** Lenient in what a password could be part of, which has a rule and a message of its own. */
  private static final String URL =
      "jdbc:postgresql://([^/?#\\s]*@)?" + HOST + "(," + HOST + ")*/[^/?#\\s]+(\\?[^#\\s]*)?";

  /** The part that is safe to show: {@code HOST[:PORT]/NAME}. */
  public String address() {
    return url.replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*$", "");
  }

  /**
   * A URL ends in messages and logs, a password must not. Checks what {@code user:password@} and
   * {@code ?password=} look like, whether or not the driver would understand it.
   */
  @Pattern(
      regexp = "(?is)(?![^/]*//[^/?]*@)(?!.*[?&][^=&]*password[^=&]*=).*",
      message = "must not hold a password: write it to a file and name that in passwordFile")
  public String getUrl() {
    return url == null ? "" : url;
  }
}
