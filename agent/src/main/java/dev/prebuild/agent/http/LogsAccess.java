package dev.prebuild.agent.http;

import dev.prebuild.agent.token.LogsTokenVerdict;
import dev.prebuild.agent.token.LogsTokens;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A logs token opens the logs of the one prebuild that it was made for, and nothing else. */
public final class LogsAccess implements Access {
  private static final Logger LOG = LoggerFactory.getLogger(LogsAccess.class);

  private final LogsTokens tokens;

  public LogsAccess(LogsTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public boolean opens(UriInfo uri, String token) {
    return isForLogs(uri)
        && switch (tokens.verify(token)) {
          case LogsTokenVerdict.Good good -> prebuild(uri).equals(Optional.of(good.prebuildId()));
          case LogsTokenVerdict.Refused refused -> {
            LOG.atDebug()
                .addKeyValue("reason", refused.reason().name().toLowerCase(Locale.ROOT))
                .log("token opens no logs");
            yield false;
          }
        };
  }

  private static boolean isForLogs(UriInfo uri) {
    return uri.getMatchedResources().stream().anyMatch(PrebuildLogsResource.class::isInstance);
  }

  /** As the resource will read it. */
  private static Optional<UUID> prebuild(UriInfo uri) {
    try {
      return Optional.ofNullable(uri.getPathParameters().getFirst(PrebuildLogsResource.ID))
          .map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
