package dev.prebuild.agent.testkit;

import com.github.dockerjava.api.model.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What is on a host beside the snapshots that are to be there, once no prebuild is under way. */
public final class Leftovers {
  private Leftovers() {}

  /** Waits until there are exactly the snapshots of these prebuilds, and nothing else. */
  public static void awaitNone(Standalone agent, UUID... completed) throws Exception {
    List<String> snapshots = List.of(completed).stream().map(Leftovers::snapshotOf).toList();
    Eventually.await(
        "images of the runner are %s and nothing else is left".formatted(snapshots),
        () -> find(agent, snapshots),
        List::isEmpty);
  }

  /** Waits until no program runs that the agent has started, in this life or an earlier one. */
  public static void awaitNoProcess(Standalone agent) throws Exception {
    Eventually.await(
        "no program of the agent's runs", () -> processes(agent.settings().state()), List::isEmpty);
  }

  /** Name of the image that is a prebuild's snapshot. */
  public static String snapshotOf(UUID prebuildId) {
    return "prebuild-snapshot:" + prebuildId;
  }

  private static List<String> find(Standalone agent, List<String> snapshots) throws IOException {
    List<String> found = new ArrayList<>();
    agent
        .host()
        .holdings()
        .all()
        .forEach(seen -> found.add("container %s, %s".formatted(seen.name(), seen.state())));
    found.addAll(images(agent, snapshots));
    AgentSettings settings = agent.settings();
    for (Path folder :
        Set.of(
            settings.runtime().resolve("containers"),
            settings.state().resolve("ledger"),
            settings.state().resolve("sources"))) {
      Folders.names(folder).forEach(name -> found.add("file " + folder.resolve(name)));
    }
    found.addAll(processes(settings.state()));
    return found;
  }

  private static List<String> images(Standalone agent, List<String> wanted) {
    TestEngine engine = agent.host().engine;
    List<Image> images = engine.images(agent.host().runnerId);
    List<String> names = images.stream().map(Leftovers::name).toList();
    Set<String> bases = bases(engine, wanted.stream().filter(names::contains).toList());
    List<String> wrong = new ArrayList<>();
    wanted.stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> wrong.add("no image " + name));
    images.stream()
        .filter(image -> !bases.contains(image.getId()))
        .map(Leftovers::name)
        .filter(name -> !wanted.contains(name))
        .forEach(name -> wrong.add("image " + name));
    return wrong;
  }

  /** Ids of the images that snapshots are made on: the engine keeps them, with or without names. */
  private static Set<String> bases(TestEngine engine, List<String> snapshots) {
    Set<String> bases = new HashSet<>();
    for (String snapshot : snapshots) {
      String base = parent(engine, snapshot);
      while (!base.isEmpty()) {
        bases.add(base);
        base = parent(engine, base);
      }
    }
    return bases;
  }

  private static String parent(TestEngine engine, String image) {
    return Objects.requireNonNullElse(
        engine.client().inspectImageCmd(image).exec().getParent(), "");
  }

  private static String name(Image image) {
    String[] names = image.getRepoTags();
    return names == null || names.length == 0 ? "<none> " + image.getId() : String.join(",", names);
  }

  /** Programs that the agent has started, known by its state folder in their command line. */
  private static List<String> processes(Path state) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(command -> command.contains(state.toString()))
        .map(command -> "process " + command)
        .toList();
  }
}
