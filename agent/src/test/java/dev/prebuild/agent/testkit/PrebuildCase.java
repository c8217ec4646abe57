package dev.prebuild.agent.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A small repository, what is set for it, and what its prebuild must come to. */
public final class PrebuildCase {
  /** Name of the repository, and with it of its folder in the container. */
  public static final String REPOSITORY = "app";

  private static final String ANY_TEXT = "…";

  private final String name;
  private final Map<String, String> files = new LinkedHashMap<>(Map.of("README", "read me\n"));
  private final List<Change> changes = new ArrayList<>();
  private final List<Change> changesAfterwards = new ArrayList<>();
  private final Map<String, Object> ofClass = new LinkedHashMap<>();
  private final List<Map<String, Object>> tasks = new ArrayList<>();
  private Optional<String> devContainer = Optional.empty();
  private String warnings = "";
  private Optional<String> failure = Optional.empty();
  private String probe = "true";
  private String printed = "";

  private PrebuildCase(String name) {
    this.name = name;
  }

  /** What is to be done to a repository before it is committed. */
  public interface Change {
    void apply(TestRepository repository) throws Exception;
  }

  public static PrebuildCase of(String name) {
    return new PrebuildCase(name);
  }

  public PrebuildCase file(String path, String content) {
    files.put(path, content);
    return this;
  }

  public PrebuildCase devContainer(String json) {
    return file(".devcontainer/devcontainer.json", json);
  }

  public PrebuildCase automations(String yaml) {
    return file(".ona/automations.yaml", yaml);
  }

  public PrebuildCase change(Change change) {
    changes.add(change);
    return this;
  }

  /** The same once it is committed. */
  public PrebuildCase afterwards(Change change) {
    changesAfterwards.add(change);
    return this;
  }

  /** A key of the environment class and its value. */
  public PrebuildCase ofClass(String key, Object value) {
    ofClass.put(key, value);
    return this;
  }

  /** The project names its devcontainer.json. */
  public PrebuildCase named(String path) {
    devContainer = Optional.of(path);
    return this;
  }

  public PrebuildCase task(String task, String command) {
    tasks.add(Map.of("name", task, "command", command));
    return this;
  }

  public PrebuildCase optionalTask(String task, String command) {
    tasks.add(Map.of("name", task, "command", command, "mayFail", true));
    return this;
  }

  /** The whole of its warnings, line by line; … stands for any text. */
  public PrebuildCase warns(String... lines) {
    warnings = String.join("\n", lines);
    return this;
  }

  /** It fails with this message; … stands for any text. */
  public PrebuildCase fails(String message) {
    failure = Optional.of(message);
    return this;
  }

  /** What a shell in a container of the snapshot prints. */
  public PrebuildCase prints(String script, String... lines) {
    probe = script;
    printed = String.join("\n", lines);
    return this;
  }

  Pattern warnings() {
    return pattern(warnings);
  }

  Optional<Pattern> failure() {
    return failure.map(PrebuildCase::pattern);
  }

  private static Pattern pattern(String text) {
    List<String> parts = List.of(text.split(ANY_TEXT, -1)).stream().map(Pattern::quote).toList();
    return Pattern.compile(String.join(".*", parts), Pattern.DOTALL);
  }

  String probe() {
    return probe;
  }

  String printed() {
    return printed;
  }

  TestRepository makeRepository(Path folder) throws Exception {
    TestRepository repository = TestRepository.init(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      repository.write(file.getKey(), file.getValue());
    }
    for (Change change : changes) {
      change.apply(repository);
    }
    repository.commit("A beginning");
    for (Change change : changesAfterwards) {
      change.apply(repository);
    }
    return repository;
  }

  TestProject project(AgentSettings settings, String image, TestRepository repository) {
    UUID classId = settings.addClass(image, ofClass);
    TestProject project = TestProject.of(classId, repository.url()).tasks(tasks);
    return settings.add(devContainer.map(project::devContainer).orElse(project));
  }

  @Override
  public String toString() {
    return name;
  }
}
