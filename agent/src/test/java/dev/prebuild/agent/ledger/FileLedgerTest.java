package dev.prebuild.agent.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.steps.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLedgerTest {
  private static final UUID ID = new UUID(4, 4);
  private static final Ledger.Entry ENTRY =
      Ledger.Entry.begin(Instant.parse("2026-03-01T12:00:00.123456789Z"), 2)
          .prepared(
              new Ledger.Findings(
                  "c0ffee",
                  List.of("build", "test"),
                  List.of("database"),
                  List.of(new Warning("dev container", "left out:\n\"no\" image – ✓")),
                  "[{\"remoteUser\": \"dev\"}]"))
          .launched();

  @TempDir Path folder;

  @Test
  void anotherRunOfTheAgentReadsWhatWasWritten() {
    new FileLedger(folder).write(ID, ENTRY);

    assertThat(new FileLedger(folder).read(ID)).contains(ENTRY);
    assertThat(new FileLedger(folder).ids()).containsExactly(ID);
  }

  @Test
  void theLastEntryCounts() {
    FileLedger ledger = new FileLedger(folder);
    ledger.write(ID, Ledger.Entry.begin(Instant.EPOCH, 1));

    ledger.write(ID, ENTRY.completed());

    assertThat(ledger.read(ID)).contains(ENTRY.completed());
  }

  @Test
  void whatIsRemovedIsGoneAndMayBeRemovedAgain() {
    FileLedger ledger = new FileLedger(folder);
    ledger.write(ID, ENTRY);

    ledger.remove(ID);
    ledger.remove(ID);

    assertThat(ledger.read(ID)).isEmpty();
    assertThat(ledger.ids()).isEmpty();
  }

  /** A new goal interrupts a prebuild's loop wherever it is. */
  @Test
  void anInterruptedThreadWritesAllTheSame() {
    FileLedger ledger = new FileLedger(folder);

    Thread.currentThread().interrupt();
    ledger.write(ID, ENTRY);

    assertThat(Thread.interrupted()).as("the interrupt is left to others").isTrue();
    assertThat(ledger.read(ID)).contains(ENTRY);
    assertThat(folder)
        .isDirectoryContaining("glob:**.json")
        .isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void whatACrashHasLeftUnfinishedIsGoneWithTheNextRun() throws IOException {
    Files.writeString(folder.resolve(ID + ".unfinished"), "{");

    FileLedger ledger = new FileLedger(folder);

    assertThat(folder).isEmptyDirectory();
    assertThat(ledger.read(ID)).isEmpty();
  }

  /** As a crash in the middle of writing leaves it, and as another version might. */
  @Test
  void whatMakesNoSenseIsTakenAsNotThere() throws IOException {
    FileLedger ledger = new FileLedger(folder);
    ledger.write(ID, ENTRY);
    Path file = folder.resolve(ID + ".json");
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));

      assertThat(ledger.read(ID)).as("cut after %d bytes", length).isEmpty();
    }
    Files.writeString(file, "{\"tries\": \"many\"}");
    assertThat(ledger.read(ID)).isEmpty();
  }

  @Test
  void otherFilesInTheFolderAreNoEntries() throws IOException {
    Files.writeString(folder.resolve("notes.json"), "{}");
    Files.writeString(folder.resolve(ID + ".unfinished"), "{}");

    assertThat(new FileLedger(folder).ids()).isEmpty();
  }
}
