package dev.prebuild.agent.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pools and classes of the last answer in a file, so that an agent that is restarted
 * while its control plane is away serves claims all the same. Prebuilds are not kept: they carry
 * credentials, and one that has ended since would run again.
 */
public final class RememberingControlPlane implements ControlPlane {
  private final Logger log = LoggerFactory.getLogger(RememberingControlPlane.class);
  private final ControlPlane controlPlane;
  private final Path file;

  /** What is remembered. */
  public record Recalled(List<WarmPoolSpec> pools, List<EnvironmentClass> environmentClasses) {
    private static final Recalled NOTHING = new Recalled(List.of(), List.of());

    public Recalled {
      pools = List.copyOf(pools);
      environmentClasses = List.copyOf(environmentClasses);
    }
  }

  /**
   * @param file to keep them in; need not be there
   */
  public RememberingControlPlane(ControlPlane controlPlane, Path file) {
    this.controlPlane = controlPlane;
    this.file = file;
  }

  /** What an earlier run was told in its last answer; nothing if there was none. */
  public Recalled recall() {
    try {
      DesiredState last = DesiredState.read(SyncResponse.parseFrom(Files.readAllBytes(file)));
      return new Recalled(last.warmPools(), last.environmentClasses());
    } catch (NoSuchFileException e) {
      return Recalled.NOTHING;
    } catch (InvalidProtocolBufferException e) {
      log.warn("{} is of no use and is passed over; the control plane tells it all again", file, e);
      return Recalled.NOTHING;
    } catch (IOException e) {
      log.warn("{} cannot be read; the control plane tells it all again", file, e);
      return Recalled.NOTHING;
    }
  }

  @Override
  public SyncResponse sync(long knownRevision, Duration wait) throws InterruptedException {
    SyncResponse response = controlPlane.sync(knownRevision, wait);
    if (response.getRevision() != knownRevision) {
      remember(response);
    }
    return response;
  }

  @Override
  public SyncResponse look() throws InterruptedException {
    return controlPlane.look();
  }

  private void remember(SyncResponse response) {
    SyncResponse pools =
        SyncResponse.newBuilder()
            .addAllWarmPools(response.getWarmPoolsList())
            .addAllEnvironmentClasses(response.getEnvironmentClassesList())
            .build();
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.write(unfinished, pools.toByteArray());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn(
          "{} cannot be written; until it can, a restart without the control plane knows no pools",
          file,
          e);
    }
  }

  @Override
  public PrebuildStatus report(UUID prebuildId, PrebuildStatus status) throws InterruptedException {
    return controlPlane.report(prebuildId, status);
  }

  @Override
  public WarmPoolStatus report(UUID warmPoolId, WarmPoolStatus status) throws InterruptedException {
    return controlPlane.report(warmPoolId, status);
  }
}
