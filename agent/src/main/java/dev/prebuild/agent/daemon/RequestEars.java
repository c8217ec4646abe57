package dev.prebuild.agent.daemon;

import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.http.RequestListener;
import dev.prebuild.agent.http.Requester;
import dev.prebuild.agent.overview.ClaimTally;
import dev.prebuild.agent.telemetry.AuditLog;
import dev.prebuild.agent.telemetry.ClaimTelemetry;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import java.time.Duration;
import java.util.UUID;

/** Passes what clients have brought about to those who tell of it. */
record RequestEars(ClaimTelemetry telemetry, ClaimTally tally, AuditLog audit)
    implements RequestListener {
  @Override
  public void claimed(Requester by, ClaimRequest request, ClaimResult result, Duration elapsed) {
    telemetry.claimed(request, result, elapsed);
    tally.claimed(result, elapsed);
    audit.claimed(by, request, result);
  }

  @Override
  public void removed(Requester by, UUID environmentId) {
    audit.removed(by, environmentId);
  }

  @Override
  public void modeAsked(Requester by, HostMode mode) {
    audit.modeAsked(by, mode);
  }
}
