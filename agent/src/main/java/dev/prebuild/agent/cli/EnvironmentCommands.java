package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Candidate;
import dev.prebuild.agent.cli.place.Names;
import dev.prebuild.agent.cli.place.Pick;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.AgentClient;
import dev.prebuild.agent.cli.view.EnvironmentView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claimed environments, at the agent. */
@Command(name = "environment", description = "Environments: instances that were claimed.")
final class EnvironmentCommands {
  private static final String PATH = "/v1/environments";

  private EnvironmentCommands() {}

  static CommandLine of(Session session) {
    return new CommandLine(new EnvironmentCommands())
        .addSubcommand(new Claim(session))
        .addSubcommand(new ListAll(session))
        .addSubcommand(new Show(session))
        .addSubcommand(new Release(session));
  }

  private static String id(AgentClient agent, String given) throws InterruptedException {
    if (Pick.isId(given)) {
      return given;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (JsonNode one : agent.get(PATH)) {
      candidates.add(Candidate.of(one.path("environmentId").asText("")));
    }
    return Pick.one("environment", given, candidates);
  }

  /** A new one. */
  @Command(name = "claim", description = "Claims an instance of a project's warm pool.")
  static final class Claim implements Callable<Integer> {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** As long as the agent takes at most for a start from scratch. */
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private final Session session;

    @Mixin private ProjectAndClass of = new ProjectAndClass();

    @Option(
        names = "--id",
        paramLabel = "UUID",
        description =
            "Id of the environment; the same one again gets the same instance. A new one if unset.")
    private Optional<UUID> id = Optional.empty();

    @Option(
        names = "--env",
        paramLabel = "NAME=VALUE",
        description = "A variable of the environment; may be given again.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(
        names = "--secret",
        paramLabel = "NAME=FILE",
        description =
            "A secret of the environment, word for word what is in the file; - for standard input."
                + " May be given again.")
    private Map<String, Path> secrets = new LinkedHashMap<>();

    @Option(
        names = "--wait",
        paramLabel = "SPAN",
        description = "How long to wait for the next instance if none is ready: 30s, at most 1m.")
    private Duration wait = Duration.ZERO;

    Claim(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      if (wait.compareTo(LONGEST_WAIT) > 0) {
        throw new Failure(
            ExitCode.WRONG_USE, "--wait must be at most 1m, is %d s".formatted(wait.toSeconds()));
      }
      Place place = session.place();
      String environmentId = id.orElseGet(UUID::randomUUID).toString();
      JsonNode environment = claim(session.agent(place), body(environmentId, place.names()));
      session
          .printer()
          .tell(
              () -> EnvironmentView.full(environment, place.names()), environment::toPrettyString);
      return 0;
    }

    /** What has no answer may have been made all the same, and is found again by its id alone. */
    private JsonNode claim(AgentClient agent, ObjectNode body) throws InterruptedException {
      try {
        return agent.post(PATH, body, LONGEST_START.plus(wait));
      } catch (Failure e) {
        if (e.exitCode() != ExitCode.UNREACHABLE) {
          throw e;
        }
        throw new Failure(
            ExitCode.UNREACHABLE,
            "%s; to ask for the same environment again: --id=%s"
                .formatted(e.reason(), body.path("environmentId").asText()),
            e);
      }
    }

    private ObjectNode body(String environmentId, Names names) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("environmentId", environmentId);
      body.put("projectId", of.projectId(names));
      body.put("environmentClassId", of.classId(names));
      body.put("waitSeconds", wait.toSeconds());
      ObjectNode plain = body.putObject("variables");
      variables.forEach(plain::put);
      ObjectNode hidden = body.putObject("secrets");
      secrets.forEach((name, file) -> hidden.put(name, secret(name, file)));
      return body;
    }

    /** Messages tell the name and the file, never what is in it. */
    private String secret(String name, Path file) {
      try {
        if (!file.toString().equals("-")) {
          return Files.readString(file);
        }
        InputStream in = session.terminal().in();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new Failure(
            ExitCode.WRONG_USE,
            "the secret %s cannot be read from %s (%s); it has to be text in a file"
                .formatted(name, file, e.getClass().getSimpleName()));
      }
    }
  }

  /** Those that there are. */
  @Command(name = "list", description = "Lists the environments of this host.")
  record ListAll(Session session) implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      Place place = session.place();
      JsonNode environments = session.agent(place).get(PATH);
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.set("environments", environments);
      session
          .printer()
          .tell(() -> EnvironmentView.table(environments, place.names()), root::toPrettyString);
      return 0;
    }
  }

  /** A command about one that there is. */
  abstract static class AboutOne implements Callable<Integer> {
    final Session session;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Its id, or the beginning of that.")
    private String environment = "";

    AboutOne(Session session) {
      this.session = session;
    }

    @Override
    public final Integer call() throws InterruptedException {
      Place place = session.place();
      AgentClient agent = session.agent(place);
      carryOut(agent, id(agent, environment), place.names());
      return 0;
    }

    abstract void carryOut(AgentClient agent, String id, Names names) throws InterruptedException;
  }

  /** All of it. */
  @Command(name = "show", description = "Shows an environment.")
  static final class Show extends AboutOne {
    Show(Session session) {
      super(session);
    }

    @Override
    void carryOut(AgentClient agent, String id, Names names) throws InterruptedException {
      JsonNode environment = agent.get(PATH + "/" + id);
      session
          .printer()
          .tell(() -> EnvironmentView.full(environment, names), environment::toPrettyString);
    }
  }

  /** None any more. */
  @Command(name = "release", description = "Removes an environment with all that is in it.")
  static final class Release extends AboutOne {
    Release(Session session) {
      super(session);
    }

    @Override
    void carryOut(AgentClient agent, String id, Names names) throws InterruptedException {
      agent.delete(PATH + "/" + id);
      session
          .printer()
          .tell(
              () -> "environment %s is gone".formatted(id),
              () -> JsonNodeFactory.instance.objectNode().put("released", id).toPrettyString());
    }
  }
}
