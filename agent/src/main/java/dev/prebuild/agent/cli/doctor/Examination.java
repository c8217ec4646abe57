package dev.prebuild.agent.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.doctor.HttpFacts.Answered;
import dev.prebuild.agent.cli.doctor.HttpFacts.Distrusted;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.HttpClients;
import dev.prebuild.agent.daemon.RunnerLock;
import dev.prebuild.agent.settings.InvalidSettingsException;
import dev.prebuild.agent.settings.SettingsReader;
import dev.prebuild.agent.settings.SettingsTree;
import io.dropwizard.util.DataSize;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Gathers all facts about a host, one after the other, whether or not its agent runs. Where
 * settings make no sense, what does of them is gone by, and else the defaults.
 */
public final class Examination {
  private static final String LIST = "/gitpod.v1.PrebuildService/ListPrebuilds";
  private static final String REPORT = "/prebuildagent.v1.RunnerService/ReportWarmPoolStatus";

  /** Snapshots are images, of which some are used by no container: they are to stay. */
  private static final String ROOM_IN_ENGINE =
      "docker image prune   # `prebuild-agent prebuild delete ID` takes a snapshot away";

  private final Path file;
  private final Place.Overrides overrides;
  private final EngineProbe engine;
  private final HttpClients clients;
  private final InstantSource clock;

  /**
   * @param file with the settings
   */
  public Examination(
      Path file,
      Place.Overrides overrides,
      EngineProbe engine,
      HttpClients clients,
      InstantSource clock) {
    this.file = file;
    this.overrides = overrides;
    this.engine = engine;
    this.clients = clients;
    this.clock = clock;
  }

  /** Looks at everything. */
  public Findings findings() throws InterruptedException {
    JsonNode settings = settings();
    Place place = Place.of(settings, overrides);
    List<Check> checks = new ArrayList<>();
    checks.add(new FileChecks.SettingsMakeSense(file, problem()));
    checks.add(new FileChecks.SettingsAreClosed(file, FileFacts.of(file)));
    checks.addAll(Secrets.of(settings, place));
    addEngine(checks, settings);
    checks.add(new HostChecks.HasGit(Probes.output("git", "--version")));
    addAgent(checks, settings, place);
    return new Findings(checks.stream().map(Finding::of).toList());
  }

  private JsonNode settings() {
    try {
      JsonNode settings = SettingsTree.read(file);
      Place _ = Place.of(settings, overrides);
      return settings;
    } catch (InvalidSettingsException | IllegalArgumentException e) {
      // A finding of its own.
      return SettingsTree.defaults();
    }
  }

  private Optional<String> problem() {
    try {
      var _ = SettingsReader.read(file);
      return Optional.empty();
    } catch (InvalidSettingsException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void addEngine(List<Check> checks, JsonNode settings) {
    Path socket = socket(settings);
    EngineAnswer answer = engine.ask(socket);
    checks.add(new EngineChecks.Answers(socket, answer));
    long least = leastFree(settings);
    if (answer instanceof EngineAnswer.Said said) {
      Path dataRoot = Path.of(said.dataRoot());
      checks.add(new EngineChecks.SpeaksApi(said));
      checks.add(new EngineChecks.Stores(said));
      boolean isReadable = Files.isReadable(dataRoot);
      checks.add(new EngineChecks.KeepsData(said, isReadable));
      if (isReadable) {
        checks.add(
            new HostChecks.HasRoom(
                "engine", dataRoot, Probes.freeBytes(dataRoot), least, ROOM_IN_ENGINE));
      }
    }
    Path state = Path.of(settings.path("paths").path("state").asText(""));
    checks.add(
        new HostChecks.HasRoom(
            "state",
            state,
            Probes.freeBytes(state),
            least,
            "du --one-file-system --max-depth=2 --human-readable %s   # tells what takes the room"
                .formatted(state)));
  }

  private static Path socket(JsonNode settings) {
    return Path.of(settings.path("engine").path("socket").asText(""));
  }

  private static long leastFree(JsonNode settings) {
    try {
      return DataSize.parse(settings.path("disk").path("minimumFree").asText("")).toBytes();
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private void addAgent(List<Check> checks, JsonNode settings, Place place)
      throws InterruptedException {
    HttpProbe probe = new HttpProbe(() -> clients.to(place.agent(), place));
    HttpFacts health = probe.get(URI.create(place.agent() + "/health"), Optional.empty());
    checks.add(new RemoteChecks.AgentAnswers(place.agent(), health));
    // Whatever else answers there is to get no token.
    boolean isListening =
        health instanceof Answered answered
            && (answered.status() == 200 || answered.status() == 503);
    boolean mayListen = isListening || health instanceof Distrusted;
    runnerId(settings)
        .map(id -> RunnerLock.file(socket(settings), id))
        .ifPresent(lock -> checks.add(lock(lock, mayListen)));
    Optional<String> token = Probes.token(place.agentToken());
    if (isListening && token.isPresent()) {
      if (probe.get(URI.create(place.agent() + "/v1/host"), token) instanceof Answered host) {
        checks.add(new RemoteChecks.AgentTakesToken(place.agentToken(), host));
      }
    }
    if (place.isEmbedded()) {
      checks.add(ownControlPlane(probe, place, isListening));
      Probes.output("timedatectl", "show", "--property=NTPSynchronized", "--value")
          .map(HostChecks.KeepsTime::new)
          .ifPresent(checks::add);
    } else {
      addControlPlane(checks, settings, place);
    }
  }

  private static Optional<UUID> runnerId(JsonNode settings) {
    try {
      return Optional.of(UUID.fromString(settings.path("runner").path("id").asText("")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Check lock(Path lock, boolean isListening) {
    String locks = Probes.text(Path.of("/proc/locks")).orElse("");
    return new HostChecks.HoldsLock(
        lock, Probes.inode(lock).flatMap(inode -> HostChecks.holder(locks, inode)), isListening);
  }

  /** It comes and goes with the agent, and has its clock. */
  private static Check ownControlPlane(HttpProbe probe, Place place, boolean isListening)
      throws InterruptedException {
    Path tokenFile = place.userToken().orElse(Path.of(""));
    Optional<String> token = Probes.token(tokenFile).filter(_ -> isListening);
    Optional<HttpFacts> answer =
        token.isPresent()
            ? Optional.of(probe.post(URI.create(place.controlPlane() + LIST), token.get(), "{}"))
            : Optional.empty();
    return new RemoteChecks.ServesControlPlane(tokenFile, answer);
  }

  private void addControlPlane(List<Check> checks, JsonNode settings, Place place)
      throws InterruptedException {
    Path tokenFile = Path.of(settings.path("controlPlane").path("tokenFile").asText(""));
    String token = Probes.token(tokenFile).orElse("none");
    HttpFacts answer =
        new HttpProbe(() -> clients.to(place.controlPlane(), place))
            .post(URI.create(place.controlPlane() + REPORT), token, "{}");
    Instant now = clock.instant();
    checks.add(new RemoteChecks.ControlPlaneTakesToken(place.controlPlane(), tokenFile, answer));
    if (answer instanceof Answered answered && answered.date().isPresent()) {
      checks.add(new RemoteChecks.ClockAgrees(now, answered.date().get()));
    }
  }
}
