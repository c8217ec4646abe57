package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.controlplane.api.ChangeListener;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.http.Requester;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Who has brought about what, as lines of a log of their own: they all begin with {@code audit},
 * and come whatever {@code log.level} is.
 */
public final class AuditLog implements ChangeListener {
  /** What the logger is called, so that its lines can be told from the others. */
  public static final String NAME = "audit";

  private final Logger log = LoggerFactory.getLogger(NAME);

  /** A claim has been answered. */
  public void claimed(Requester by, ClaimRequest request, ClaimResult result) {
    String outcome =
        switch (result) {
          case ClaimResult.Claimed claimed -> lower(claimed.source());
          case ClaimResult.Repeated _ -> "repeated";
          case ClaimResult.Refused refused -> lower(refused.reason());
        };
    line(by)
        .addKeyValue("environment", request.environmentId())
        .addKeyValue("project", request.projectId())
        .addKeyValue("class", request.environmentClassId())
        .addKeyValue("outcome", outcome)
        .log("audit: environment claimed");
  }

  /** An environment was removed. */
  public void removed(Requester by, UUID environmentId) {
    line(by).addKeyValue("environment", environmentId).log("audit: environment removed");
  }

  /** The host's mode was asked for. */
  public void modeAsked(Requester by, HostMode mode) {
    line(by).addKeyValue("mode", mode).log("audit: host mode set");
  }

  @Override
  public void changed(Caller by, String deed, String id) {
    log.atInfo()
        .addKeyValue("by", by.subject().getId())
        .addKeyValue("id", id)
        .log("audit: {}", deed);
  }

  private LoggingEventBuilder line(Requester by) {
    LoggingEventBuilder line = log.atInfo().addKeyValue("from", by.address());
    return by.certificate().map(subject -> line.addKeyValue("certificate", subject)).orElse(line);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
