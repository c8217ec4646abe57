package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
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
  private final Map<UUID, String> classes = new LinkedHashMap<>();
  private final List<TestProject> projects = new ArrayList<>();
  private Path socket;
  private Optional<Map<String, String>> controlPlane = Optional.empty();
  private Optional<Map<String, Object>> standalone = Optional.empty();
  private int startConcurrency = 4;
  private String logLevel = "INFO";

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
    UUID id = UUID.randomUUID();
    classes.put(id, image);
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

  /** Pool operations one after another: then a pool can be caught half full. */
  public AgentSettings oneOperationAtATime() {
    this.startConcurrency = 1;
    return this;
  }

  /** Says only what is wrong: for measurements. */
  public AgentSettings quiet() {
    this.logLevel = "WARN";
    return this;
  }

  public AgentSettings controlPlane(String url, Path tokenFile) {
    this.controlPlane = Optional.of(Map.of("url", url, "tokenFile", tokenFile.toString()));
    return this;
  }

  /** Has the embedded control plane with this section, not that of the classes and projects. */
  public AgentSettings standalone(Map<String, Object> section) {
    this.standalone = Optional.of(section);
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

  /** Writes the file; JSON is YAML. */
  public Path write() throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("runner", Map.of("id", runnerId, "host", "test"));
    settings.put("engine", Map.of("socket", socket.toString()));
    settings.put("http", Map.of("host", "127.0.0.1", "port", port));
    settings.put("paths", Map.of("state", state().toString(), "runtime", runtime().toString()));
    settings.put("prebuilds", Map.of("concurrency", 4, "allowFileRepositories", true));
    settings.put("pools", Map.of("startConcurrency", startConcurrency));
    settings.put("log", Map.of("level", logLevel));
    settings.put("disk", Map.of("minimumFree", "1MiB"));
    controlPlane.ifPresent(remote -> settings.put("controlPlane", remote));
    if (standalone.isPresent() || !classes.isEmpty()) {
      settings.put("standalone", standalone.orElseGet(this::ownStandalone));
    }
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, new ObjectMapper().writeValueAsString(settings));
    return file;
  }

  private Map<String, Object> ownStandalone() {
    return Map.of(
        "organizationId",
        UUID.nameUUIDFromBytes(new byte[] {1}),
        "environmentClasses",
        classes.entrySet().stream()
            .map(entry -> Map.of("id", entry.getKey(), "name", "small", "image", entry.getValue()))
            .toList(),
        "projects",
        projects.stream().map(TestProject::toSettings).toList());
  }
}
