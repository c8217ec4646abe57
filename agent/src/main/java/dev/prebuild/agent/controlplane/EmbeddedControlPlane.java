package dev.prebuild.agent.controlplane;

import dev.prebuild.agent.connect.CallObserver;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.connect.ConnectServlet;
import dev.prebuild.agent.controlplane.api.PrebuildApi;
import dev.prebuild.agent.controlplane.api.RunnerApi;
import dev.prebuild.agent.controlplane.api.WarmPoolApi;
import dev.prebuild.agent.controlplane.catalog.Assignments;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.identity.Tokens;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.gitpod.v1.Principal;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control plane inside the agent's process: one organization with its projects and classes from
 * the settings, one user, one runner. State lies in {@code control-plane.db} in the state folder,
 * the two tokens beside it.
 */
public final class EmbeddedControlPlane implements AutoCloseable {
  private final Store store;
  private final ConnectServlet<Caller> servlet;
  private final Path userTokenFile;
  private final Path runnerTokenFile;

  private EmbeddedControlPlane(
      Store store, ConnectServlet<Caller> servlet, Path userTokenFile, Path runnerTokenFile) {
    this.store = store;
    this.servlet = servlet;
    this.userTokenFile = userTokenFile;
    this.runnerTokenFile = runnerTokenFile;
  }

  /**
   * Opens the control plane, making its database and tokens on the first start.
   *
   * @param runnerId the runner that all work is for
   * @param stateFolder must belong to this process alone
   * @param clock gives the objects their times, and measures the callers' timeouts
   * @param maxBody largest request body that is read, in bytes
   * @param observer hears of every call
   * @throws UncheckedIOException if the folder or a token file cannot be made or read
   * @throws IllegalStateException if a token file holds no token
   * @throws org.flywaydb.core.api.FlywayException if the database is of no use
   */
  public static EmbeddedControlPlane open(
      StandaloneSettings settings,
      UUID runnerId,
      Path stateFolder,
      InstantSource clock,
      int maxBody,
      CallObserver observer) {
    makeFolder(stateFolder);
    Path userTokenFile = stateFolder.resolve("user.token");
    Path runnerTokenFile = stateFolder.resolve("runner.token");
    Tokens tokens =
        Tokens.open(
            List.of(
                new Tokens.Holder(userTokenFile, user(settings.organizationId())),
                new Tokens.Holder(runnerTokenFile, runner(settings.organizationId(), runnerId))));
    Catalog catalog = new Catalog(settings);
    Store store = Store.open(stateFolder.resolve("control-plane.db"), clock.instant());
    Assignments assignments = new Assignments(catalog);
    warnOfOrphans(store, assignments, runnerId);
    ConnectService.Builder<Caller> prebuildService =
        ConnectService.builder(
            PrebuildProto.getDescriptor().findServiceByName("PrebuildService"),
            caller -> caller.scope() == Caller.Scope.USER);
    new PrebuildApi(store, catalog, runnerId, clock).addTo(prebuildService);
    new WarmPoolApi(store, catalog, runnerId, clock).addTo(prebuildService);
    ConnectServlet<Caller> servlet =
        new ConnectServlet<>(
            List.of(prebuildService.build(), new RunnerApi(store, assignments, clock).service()),
            tokens,
            maxBody,
            clock,
            observer);
    return new EmbeddedControlPlane(store, servlet, userTokenFile, runnerTokenFile);
  }

  /** Opens the control plane with nobody to hear of its calls. */
  public static EmbeddedControlPlane open(
      StandaloneSettings settings,
      UUID runnerId,
      Path stateFolder,
      InstantSource clock,
      int maxBody) {
    return open(settings, runnerId, stateFolder, clock, maxBody, (_, _, _) -> {});
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("state folder %s cannot be made".formatted(folder), e);
    }
  }

  /** The one user's id follows from the organization's, so that it stays over restarts. */
  private static Caller user(UUID organizationId) {
    UUID id =
        UUID.nameUUIDFromBytes(("user of " + organizationId).getBytes(StandardCharsets.UTF_8));
    return new Caller(
        Subject.newBuilder().setId(id.toString()).setPrincipal(Principal.PRINCIPAL_USER).build(),
        organizationId,
        Caller.Scope.USER);
  }

  private static Caller runner(UUID organizationId, UUID runnerId) {
    return new Caller(
        Subject.newBuilder()
            .setId(runnerId.toString())
            .setPrincipal(Principal.PRINCIPAL_RUNNER)
            .build(),
        organizationId,
        Caller.Scope.RUNNER);
  }

  /** What agents are no longer told of, they stop; the operator should know why. */
  private static void warnOfOrphans(Store store, Assignments assignments, UUID runnerId) {
    Logger log = LoggerFactory.getLogger(EmbeddedControlPlane.class);
    store.read(transaction -> transaction.prebuilds().assigned(runnerId)).stream()
        .filter(prebuild -> assignments.of(prebuild).isEmpty())
        .forEach(
            prebuild ->
                log.warn(
                    "prebuild {} is dropped: its project {} or class {} is not in the settings",
                    prebuild.getId(),
                    prebuild.getMetadata().getProjectId(),
                    prebuild.getMetadata().getEnvironmentClassId()));
    store.read(transaction -> transaction.warmPools().assigned(runnerId)).stream()
        .filter(pool -> assignments.of(pool).isEmpty())
        .forEach(
            pool ->
                log.warn(
                    "warm pool {} is dropped: its class {} is not in the settings",
                    pool.getId(),
                    pool.getMetadata().getEnvironmentClassId()));
  }

  /**
   * Serves both services; map it to its {@linkplain ConnectServlet#mappings mappings} or below a
   * base path.
   */
  public ConnectServlet<Caller> servlet() {
    return servlet;
  }

  /** Holds the token for {@code gitpod.v1.PrebuildService}. */
  public Path userTokenFile() {
    return userTokenFile;
  }

  /** Holds the token for {@code prebuildagent.v1.RunnerService}. */
  public Path runnerTokenFile() {
    return runnerTokenFile;
  }

  /**
   * Answers all long polls under way and lets no new one begin. To be called before the server
   * stops, which else waits for them.
   */
  public void releaseLongPolls() {
    store.releaseWaiting();
  }

  /** Closes the database. To be called when the server has stopped. */
  @Override
  public void close() {
    store.close();
  }
}
