package dev.prebuild.agent.git;

import dev.prebuild.agent.sync.Backoff;
import dev.prebuild.config.settings.GitSettings;
import dev.prebuild.config.settings.LogsSettings;
import dev.prebuild.config.settings.MirrorSettings;
import dev.prebuild.config.settings.PrebuildSettings;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.lifecycle.Mask;
import io.dropwizard.util.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The package as the agent has it, in folders of its own, with all that it tells. */
final class GitFixture implements PrebuildLog, SourceListener {
  static final String PASSWORD = "geheim-42";

  final GitFolders folders;
  final List<String> log = new CopyOnWriteArrayList<>();
  final List<String> told = new CopyOnWriteArrayList<>();
  private PrebuildSettings settings =
      settings(
          new GitSettings(Set.of(), Optional.empty()), new MirrorSettings(DataSize.gibibytes(1)));
  private Patience patience =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          3,
          new Backoff(Duration.ofMillis(2), Duration.ofMillis(10)));
  private Addresses addresses = host -> List.of(InetAddress.getAllByName(host));

  GitFixture(Path folder) throws IOException {
    folders = new GitFolders(folder.resolve("state"), folder.resolve("runtime"));
    Files.createDirectories(folders.runtime());
  }

  private static PrebuildSettings settings(GitSettings git, MirrorSettings mirrors) {
    return new PrebuildSettings(
        1,
        true,
        false,
        git,
        mirrors,
        Optional.empty(),
        new LogsSettings(DataSize.mebibytes(1), DataSize.mebibytes(1)));
  }

  GitFixture trusting(Path authorities, String... allowedHosts) {
    return with(new GitSettings(Set.of(allowedHosts), Optional.of(authorities)));
  }

  private GitFixture with(GitSettings git) {
    settings = settings(git, settings.mirrors());
    return this;
  }

  GitFixture mirrorsUpTo(DataSize maxSize) {
    settings = settings(settings.git(), new MirrorSettings(maxSize));
    return this;
  }

  GitFixture waiting(Duration stall, Duration mirrorWait) {
    patience = new Patience(stall, mirrorWait, patience.tries(), patience.backoff());
    return this;
  }

  GitFixture finding(Addresses other) {
    addresses = other;
    return this;
  }

  /** As after a start of the agent. */
  GitSources open() {
    GitRoom room = GitRoom.open(folders, settings, addresses, patience, this::mirrorUsed);
    return new GitSources(folders, room, this, this);
  }

  /** In a checkout of its own. */
  Sources fetch(Repository repository) throws InterruptedException {
    return open().fetch(UUID.randomUUID(), repository);
  }

  Sources fetch(String url) throws InterruptedException {
    return fetch(publicly(url));
  }

  Sources fetch(String url, String ref) throws InterruptedException {
    return fetch(publicly(url, ref));
  }

  static Repository publicly(String url) {
    return new Repository(url, Optional.empty(), Optional.empty(), OptionalInt.empty());
  }

  static Repository publicly(String url, String ref) {
    return new Repository(url, Optional.of(ref), Optional.empty(), OptionalInt.empty());
  }

  static Repository shallow(String url, int depth) {
    return new Repository(url, Optional.empty(), Optional.empty(), OptionalInt.of(depth));
  }

  static Repository privately(String url) {
    return privately(url, PASSWORD);
  }

  static Repository privately(String url, String password) {
    return new Repository(
        url,
        Optional.empty(),
        Optional.of(new Repository.Credentials("bot", new Secret(password))),
        OptionalInt.empty());
  }

  /** The mirror of this URL, whether it is there or not. */
  Path mirror(String url) {
    return folders.mirrors().resolve(Mirrors.name(url));
  }

  @Override
  public void open(UUID prebuildId, Mask mask) {
    throw new AssertionError("a clone does not begin a log");
  }

  @Override
  public void say(UUID prebuildId, String step, String text) {
    log.add(step + ": " + text);
  }

  @Override
  public void finish(UUID prebuildId) {
    throw new AssertionError("a clone is not the end of a prebuild");
  }

  @Override
  public void remove(UUID prebuildId) {
    throw new AssertionError("a clone is not the end of a prebuild's log");
  }

  @Override
  public void mirrorUsed(MirrorUse use) {
    told.add(use.name());
  }

  @Override
  public void cloned(UUID prebuildId, Duration elapsed, long fetchedBytes) {
    told.add(fetchedBytes > 0 ? "cloned, bytes fetched" : "cloned, nothing fetched");
  }

  @Override
  public void failed(UUID prebuildId, Trouble trouble, Duration elapsed) {
    told.add(trouble.name());
  }

  @Override
  public void interrupted(UUID prebuildId) {
    told.add("interrupted");
  }
}
