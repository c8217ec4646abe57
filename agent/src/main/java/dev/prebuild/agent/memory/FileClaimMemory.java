package dev.prebuild.agent.memory;

import dev.prebuild.pool.ClaimMemory;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.autoscale.ClaimHistoryCodec;
import dev.prebuild.pool.autoscale.UnreadableHistoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file for each pool, written whole or not at all. A failure is told, and costs a lesson. */
public final class FileClaimMemory implements ClaimMemory {
  private static final Logger LOG = LoggerFactory.getLogger(FileClaimMemory.class);

  private final Path folder;

  /**
   * @param folder to keep them in; made when the first is kept
   */
  public FileClaimMemory(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<ClaimHistory> recall(UUID poolId) {
    Path file = file(poolId);
    try {
      return Optional.of(ClaimHistoryCodec.read(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (UnreadableHistoryException | IOException e) {
      LOG.warn("{} is of no use and is passed over; the pool learns its hours anew", file, e);
      return Optional.empty();
    }
  }

  @Override
  public void keep(UUID poolId, ClaimHistory history) {
    Path file = file(poolId);
    Path unfinished = folder.resolve(poolId + ".unfinished");
    try {
      Files.createDirectories(folder);
      Files.writeString(unfinished, ClaimHistoryCodec.write(history));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} cannot be written; a restart would forget what the pool has learned", file, e);
    }
  }

  @Override
  public void forget(UUID poolId) {
    try {
      Files.deleteIfExists(file(poolId));
    } catch (IOException e) {
      LOG.warn("{} cannot be removed; it is of no use any more", file(poolId), e);
    }
  }

  private Path file(UUID poolId) {
    return folder.resolve(poolId.toString());
  }
}
