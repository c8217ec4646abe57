package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.config.settings.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What one agent is started with: a port and folders of its own. */
public final class AgentSettings {
  public final UUID runnerId;
  public final Path folder;
  public final int port;
  private final Map<UUID, Map<String, Object>> classes = new LinkedHashMap<>();
  private final List<TestProject> projects = new ArrayList<>();
  private Path socket;
  private Optional<Map<String, String>> controlPlane = Optional.empty();
  private int startConcurrency = 4;
  private String logLevel = "INFO";
  private Optional<String> resync = Optional.empty();
  private Optional<Path> authorities = Optional.empty();
  private Optional<String> repository = Optional.empty();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Optional<Map<String, String>> tls = Optional.empty();
  private boolean cordoned;
  private final Map<String, Object> standalone = new LinkedHashMap<>();

  public AgentSettings(UUID runnerId, Path folder, Path socket) throws IOException {
    this.runnerId = runnerId;
    this.folder = Files.createDirectories(folder);
    this.socket = socket;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  /** An environment class; returns its id. */
  public UUID addClass(String image) {
    return addClass(image, Map.of());
  }

  /** The same with limits. */
  public UUID addClass(String image, Map<String, Object> limits) {
    UUID id = UUID.randomUUID();
    Map<String, Object> section = new LinkedHashMap<>(limits);
    section.putAll(Map.of("id", id, "name", "small", "image", image));
    classes.put(id, section);
    return id;
  }

  public TestProject add(TestProject project) {
    projects.add(project);
    return project;
  }

  public AgentSettings socket(Path other) {
    this.socket = other;
    return this;
  }

  /** Git believes servers with a certificate of this file. */
  public AgentSettings trust(Path authoritiesFile) {
    this.authorities = Optional.of(authoritiesFile);
    return this;
  }

  /** Pool operations one after another: then a pool can be caught half full. */
  public AgentSettings oneOperationAtATime() {
    this.startConcurrency = 1;
    return this;
  }

  /** How often everything on the engine is listed afresh. */
  public AgentSettings resync(String pause) {
    this.resync = Optional.of(pause);
    return this;
  }

  /** Says only what is wrong: for measurements. */
  public AgentSettings quiet() {
    this.logLevel = "WARN";
    return this;
  }

  /** Snapshots travel through it. */
  public AgentSettings registry(TestRegistry registry) {
    this.repository = Optional.of(registry.repository());
    return this;
  }

  /** Where the engine's client configuration is, with its credentials. */
  public AgentSettings dockerConfig(Path configFolder) {
    environment.put("DOCKER_CONFIG", configFolder.toString());
    return this;
  }

  /** Variables that the agent is started with. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  public AgentSettings cordoned(boolean isCordoned) {
    this.cordoned = isCordoned;
    return this;
  }

  /** A key of the section {@code standalone} and its value. */
  public AgentSettings standalone(String key, Object value) {
    standalone.put(key, value);
    return this;
  }

  /** The control plane's state lies there. */
  public AgentSettings database(DatabaseSettings database) {
    return standalone(
        "database",
        Map.of(
            "url", database.url(),
            "user", database.user().orElseThrow(),
            "passwordFile", database.passwordFile().orElseThrow().toString()));
  }

  /** Lists the same classes and projects as another agent's. */
  public AgentSettings listLike(AgentSettings other) {
    classes.putAll(other.classes);
    projects.addAll(other.projects);
    return this;
  }

  /** Turns prebuilds of a project off. */
  public AgentSettings withoutPrebuildsOf(TestProject project) {
    projects.remove(project);
    projects.add(project.withoutPrebuilds());
    return this;
  }

  public AgentSettings controlPlane(String url, Path tokenFile) {
    this.controlPlane = Optional.of(Map.of("url", url, "tokenFile", tokenFile.toString()));
    return this;
  }

  /** The same for many keys; the last one that is set counts. */
  public AgentSettings standalone(Map<String, Object> section) {
    standalone.putAll(section);
    return this;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public Path state() {
    return folder.resolve("state");
  }

  public Path runtime() {
    return folder.resolve("runtime");
  }

  /** Secures the listener, for clients that have a certificate. */
  public AgentSettings tls(Path certificateFile, Path keyFile, Path clientAuthoritiesFile) {
    this.tls =
        Optional.of(
            Map.of(
                "certificateFile", certificateFile.toString(),
                "keyFile", keyFile.toString(),
                "clientAuthoritiesFile", clientAuthoritiesFile.toString()));
    return this;
  }

  /** Writes the file; JSON is YAML. */
  public Path write() throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("runner", Map.of("id", runnerId, "host", host(), "cordoned", cordoned));
    settings.put("engine", engine());
    settings.put("http", http());
    settings.put("paths", Map.of("state", state().toString(), "runtime", runtime().toString()));
    settings.put("prebuilds", prebuilds());
    settings.put("pools", Map.of("startConcurrency", startConcurrency, "autoscale", false));
    settings.put("log", Map.of("level", logLevel));
    settings.put("disk", Map.of("minimumFree", "1MiB"));
    repository.ifPresent(
        name -> settings.put("snapshots", Map.of("registry", Map.of("repository", name))));
    controlPlane.ifPresent(remote -> settings.put("controlPlane", remote));
    if (!standalone.isEmpty() || !classes.isEmpty()) {
      settings.put("standalone", standalone());
    }
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, new ObjectMapper().writeValueAsString(settings));
    return file;
  }

  private Map<String, Object> http() {
    Map<String, Object> section = new LinkedHashMap<>(Map.of("host", "127.0.0.1", "port", port));
    tls.ifPresent(files -> section.put("tls", files));
    return section;
  }

  private Map<String, Object> engine() {
    Map<String, Object> section = new LinkedHashMap<>(Map.of("socket", socket.toString()));
    resync.ifPresent(pause -> section.put("resync", pause));
    return section;
  }

  private Map<String, Object> prebuilds() {
    Map<String, Object> section =
        new LinkedHashMap<>(Map.of("concurrency", 4, "allowFileRepositories", true));
    authorities.ifPresent(file -> section.put("git", Map.of("caFile", file.toString())));
    return section;
  }

  /** The agent's name among those of its runner. */
  public String host() {
    return folder.getFileName().toString();
  }

  private Map<String, Object> standalone() {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("organizationId", UUID.nameUUIDFromBytes(new byte[] {1}));
    section.put("environmentClasses", List.copyOf(classes.values()));
    section.put("projects", projects.stream().map(TestProject::toSettings).toList());
    section.putAll(standalone);
    return section;
  }
}
