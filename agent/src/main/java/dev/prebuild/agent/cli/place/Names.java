package dev.prebuild.agent.cli.place;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.output.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What projects and classes are called. A host of a remote control plane knows no names; there, ids
 * stand for themselves.
 */
public record Names(List<Project> projects, List<Candidate> classes) {
  /** Where nothing is listed. */
  public static final Names NONE = new Names(List.of(), List.of());

  public Names {
    projects = List.copyOf(projects);
    classes = List.copyOf(classes);
  }

  /**
   * A project that the settings list.
   *
   * @param defaultClass id of the class that is meant where none is named
   */
  public record Project(String id, String name, String defaultClass) {
    Candidate candidate() {
      return Candidate.of(id, name);
    }
  }

  /** The names in the section {@code standalone} of settings. */
  static Names of(JsonNode standalone) {
    return new Names(
        stream(standalone.path("projects"))
            .map(
                project ->
                    new Project(
                        project.path("id").asText(""),
                        project.path("name").asText(""),
                        project.path("defaultClassId").asText("")))
            .toList(),
        stream(standalone.path("environmentClasses"))
            .map(one -> Candidate.of(one.path("id").asText(""), one.path("name").asText("")))
            .toList());
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** The id of the project that somebody means. */
  public String projectId(String given) {
    return Pick.one("project", given, projects.stream().map(Project::candidate).toList());
  }

  /** The id of the class that somebody means. */
  public String classId(String given) {
    return Pick.one("environment class", given, classes);
  }

  /** The class that is meant where none is named; empty if the settings do not list the project. */
  public Optional<String> defaultClass(String projectId) {
    return projects.stream()
        .filter(project -> project.id().equals(projectId))
        .map(Project::defaultClass)
        .findFirst();
  }

  /** What a project is called, or the beginning of its id. */
  public String project(String id) {
    return projects.stream()
        .filter(project -> project.id().equals(id))
        .map(Project::name)
        .findFirst()
        .orElseGet(() -> Words.shortId(id));
  }

  /** What a project is called, and its id. */
  public String projectInFull(String id) {
    return "%s (%s)".formatted(project(id), id);
  }

  /** What a class is called, or the beginning of its id. */
  public String environmentClass(String id) {
    return classes.stream()
        .filter(one -> one.id().equals(id))
        .flatMap(one -> one.names().stream())
        .findFirst()
        .orElseGet(() -> Words.shortId(id));
  }
}
