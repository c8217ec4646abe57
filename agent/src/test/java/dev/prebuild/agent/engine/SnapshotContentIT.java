package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Task;
import dev.prebuild.snapshot.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What steps leave in the file system is in the snapshot as it was. */
class SnapshotContentIT {
  private static final String CAPABILITY = "SCHILY.xattr.security.capability";

  /** As the kernel keeps it: its revision, effective; the set bit is that of the capability. */
  private static final String NET_BIND_SERVICE =
      "\u0001\0\0\u0002" + "\0\u0004\0\0" + "\0".repeat(12);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      maxCharsPerColumn = 2000,
      textBlock =
          """
          a file of the base that was removed  ~ rm /etc/passwd                                     ~ ls /etc/passwd 2>/dev/null || echo gone
          a folder that was replaced           ~ rm -r /etc; mkdir /etc; echo new > /etc/new        ~ ls /etc/new /etc/passwd 2>/dev/null
          hard links                           ~ echo x > a; ln a b; ln a c                         ~ stat -c %h a; [ a -ef b ] && [ a -ef c ] && echo same
          a symbolic link                      ~ ln -s nowhere a                                    ~ readlink a
          setuid, setgid and sticky bits       ~ echo > a; chmod 4755 a; mkdir b; chmod 3770 b      ~ stat -c %a a b
          owners                               ~ echo > a; chown 1000:50 a                          ~ stat -c %u:%g a
          times                                ~ echo > a; touch -d '2001-02-03 04:05:06' a         ~ stat -c %Y a
          a pipe                               ~ mkfifo a                                           ~ stat -c %F a
          an empty folder                      ~ mkdir -p a/b                                       ~ ls -d a/b
          a name with a blank and a newline    ~ echo x > "$(printf 'a b\\nc')"                      ~ cat "$(printf 'a b\\nc')"
          a name that is no text               ~ echo x > "$(printf 'a\\377b')"                      ~ cat "$(printf 'a\\377b')"
          a name that looks like an option     ~ echo x > ./-rf                                     ~ cat ./-rf
          a long name                          ~ echo x > $(printf %0250d 0)                        ~ cat $(printf %0250d 0)
          a name that looks like a whiteout's  ~ mkdir a; echo x > a/.wx.b                          ~ cat a/.wx.b
          """)
  void survives(
      String what, String make, String look, @TempDir Path runtime, @TempDir Path checkout)
      throws Exception {
    try (EngineFixture fixture = new EngineFixture(runtime)) {
      PrebuildRuns runs = new PrebuildRuns(fixture.prebuildHost(), checkout);
      PrebuildSpec spec =
          EngineFixture.prebuild(
              fixture.environmentClass,
              new Task("make", make, false),
              new Task("look", "{ %s; } > /seen".formatted(look), true));
      runs.run(spec);

      EngineFixture.snapshot(fixture.snapshotHost(), spec, Ledger.Entry.begin(Instant.EPOCH, 1));

      String image = Naming.snapshotImage(spec.id());
      assertThat(fixture.inImage(image, "/bin/sh", "-c", look))
          .isNotEmpty()
          .isEqualTo(fixture.inImage(image, "cat", "/seen"));
    }
  }

  /** The one extended attribute that this engine hands on. */
  @Test
  void capabilitiesOfAFileSurvive(@TempDir Path runtime, @TempDir Path checkout) throws Exception {
    try (EngineFixture fixture = new EngineFixture(runtime)) {
      PrebuildRuns runs = new PrebuildRuns(fixture.prebuildHost(), checkout);
      PrebuildSpec spec =
          EngineFixture.prebuild(fixture.environmentClass, new Task("make", "true", false));
      runs.run(spec);
      fixture
          .engine
          .client()
          .copyArchiveToContainerCmd(Naming.prebuild(spec.id()))
          .withTarInputStream(new ByteArrayInputStream(programWithCapability()))
          .withRemotePath("/")
          .exec();

      EngineFixture.snapshot(fixture.snapshotHost(), spec, Ledger.Entry.begin(Instant.EPOCH, 1));

      assertThat(capability(fixture, Naming.snapshotImage(spec.id()))).isEqualTo(NET_BIND_SERVICE);
    }
  }

  private static byte[] programWithCapability() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("program");
      entry.setMode(0755);
      entry.addPaxHeader(CAPABILITY, NET_BIND_SERVICE);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static String capability(EngineFixture fixture, String image) throws IOException {
    String container =
        fixture.engine.client().createContainerCmd(image).withCmd("true").exec().getId();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            fixture.engine.client().copyArchiveFromContainerCmd(container, "/program").exec())) {
      return tar.getNextEntry().getExtraPaxHeader(CAPABILITY);
    } finally {
      fixture.engine.remove(container);
    }
  }

  /** Its size is that of what can be read; on the disk the engine writes out the holes. */
  @Test
  void aSparseFileHasItsContentAndItsSize(@TempDir Path runtime, @TempDir Path checkout)
      throws Exception {
    try (EngineFixture fixture = new EngineFixture(runtime)) {
      PrebuildRuns runs = new PrebuildRuns(fixture.prebuildHost(), checkout);
      PrebuildSpec spec =
          EngineFixture.prebuild(
              fixture.environmentClass,
              new Task(
                  "make", "dd if=/dev/zero of=a bs=1M seek=100 count=0; echo end >> a", false));
      runs.run(spec);

      EngineFixture.snapshot(fixture.snapshotHost(), spec, Ledger.Entry.begin(Instant.EPOCH, 1));

      assertThat(
              fixture.inImage(
                  Naming.snapshotImage(spec.id()), "/bin/sh", "-c", "stat -c %s a; tail -c 4 a"))
          .isEqualTo("104857604\nend\n");
    }
  }
}
