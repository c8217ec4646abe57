package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** For those who begin. */
@Command(
    name = "init",
    description = "Writes a first settings file, for standalone use; never over another one.")
final class InitCommand implements Runnable {
  private final Session session;

  @Option(
      names = "--repository",
      paramLabel = "URL",
      required = true,
      description = "What to make prebuilds of: an https, ssh or file URL.")
  private String repository = "";

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      required = true,
      description = "What to make environments from, debian:13 say.")
  private String image = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the project; as the repository if unset.")
  private Optional<String> name = Optional.empty();

  InitCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    Path file = session.settingsFile();
    String project = name.or(() -> FirstSettings.nameOf(repository)).orElseThrow(this::noName);
    FirstSettings settings = new FirstSettings(ids(), project, repository, image);
    write(file, settings.yaml());
    session
        .printer()
        .tell(
            () -> whatNext(file, session.isUsual(file), project),
            () ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("file", file.toString())
                    .put("project", project)
                    .put("projectId", settings.ids().project().toString())
                    .put("environmentClassId", settings.ids().environmentClass().toString())
                    .put("runnerId", settings.ids().runner().toString())
                    .put("organizationId", settings.ids().organization().toString())
                    .toPrettyString());
  }

  private static FirstSettings.Ids ids() {
    return new FirstSettings.Ids(
        UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
  }

  private Failure noName() {
    return new Failure(
        ExitCode.WRONG_USE,
        "the repository '%s' has no name of its own; --name gives the project one"
            .formatted(repository));
  }

  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          ExitCode.REFUSED,
          "%s is there already, and is left as it is; --settings names another file"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "%s cannot be written (%s); may you write there? --settings names another file"
              .formatted(file, e),
          e);
    }
  }

  /**
   * What to type next.
   *
   * @param isUsual whether the file is the one that all commands and the service take
   */
  static String whatNext(Path file, boolean isUsual, String project) {
    String options = isUsual ? "" : "--settings %s ".formatted(file);
    return """
        %1$s is written. What next:
          prebuild-agent %2$scheck
          %3$s
          prebuild-agent %2$spool create %4$s --min 2 --max 4 --prebuild
          prebuild-agent %2$senvironment claim %4$s"""
        .formatted(
            file,
            options,
            isUsual
                ? "systemctl start prebuild-agent"
                : "prebuild-agent %sstandalone".formatted(options),
            project);
  }
}
