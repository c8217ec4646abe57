package dev.prebuild.agent.controlplane;

import dev.prebuild.agent.connect.CallObserver;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.connect.ConnectServlet;
import dev.prebuild.agent.controlplane.api.ChangeListener;
import dev.prebuild.agent.controlplane.api.PageTokens;
import dev.prebuild.agent.controlplane.api.PrebuildApi;
import dev.prebuild.agent.controlplane.api.ReportApi;
import dev.prebuild.agent.controlplane.api.SyncApi;
import dev.prebuild.agent.controlplane.api.WarmPoolApi;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.identity.Keys;
import dev.prebuild.agent.controlplane.identity.Tokens;
import dev.prebuild.agent.controlplane.reconcile.Reconciler;
import dev.prebuild.agent.controlplane.store.Databases;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.token.LogsTokenSigner;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A control plane inside the agent's process. State lies in a database, by default {@code
 * control-plane.db} in the state folder, and the tokens beside it.
 */
public final class EmbeddedControlPlane implements AutoCloseable {
  private final Store store;
  private final Tokens tokens;
  private final AtomicReference<Catalog> catalog;
  private final Place place;
  private final Reconciler reconciler;
  private final ReconcilerLoop loop;
  private final ConnectServlet<Caller> servlet;

  /**
   * Where this control plane is, and beside which agent.
   *
   * @param runnerId of that agent
   * @param host of that agent
   * @param stateFolder must belong to this process alone
   */
  public record Place(UUID runnerId, String host, Path stateFolder) {}

  private EmbeddedControlPlane(
      Store store,
      Tokens tokens,
      AtomicReference<Catalog> catalog,
      Place place,
      ConnectServlet<Caller> servlet) {
    this.store = store;
    this.tokens = tokens;
    this.catalog = catalog;
    this.place = place;
    this.servlet = servlet;
    this.reconciler = new Reconciler(store);
    this.loop =
        new ReconcilerLoop(() -> reconciler.run(catalog.get()), () -> catalog.get().lease());
  }

  /**
   * Opens the control plane, making its database and tokens on the first start.
   *
   * @param clock gives the objects their times, and measures the callers' timeouts
   * @param maxBody largest request body that is read, in bytes
   * @param observer hears of every call
   * @param changes hears of what users have changed
   * @throws UncheckedIOException if the folder or a token file cannot be made or read
   * @throws IllegalStateException if a token file holds no token, or the database is of no use
   */
  public static EmbeddedControlPlane open(
      StandaloneSettings settings,
      Place place,
      InstantSource clock,
      int maxBody,
      CallObserver observer,
      ChangeListener changes) {
    makeFolder(place.stateFolder());
    Store store = Store.open(Databases.open(settings.database(), place.stateFolder()), clock);
    Tokens tokens = new Tokens(store, place.stateFolder(), place.runnerId(), place.host(), clock);
    AtomicReference<Catalog> catalog =
        new AtomicReference<>(new Catalog(settings, place.runnerId()));
    Keys keys = Keys.of(store);
    PageTokens pageTokens = new PageTokens(keys.pageTokens());
    ConnectService.Builder<Caller> users =
        ConnectService.builder(
            PrebuildProto.getDescriptor().findServiceByName("PrebuildService"), Caller::isUser);
    new PrebuildApi(
            store,
            catalog::get,
            pageTokens,
            new LogsTokenSigner(keys.logsPrivate().toByteArray()),
            clock)
        .addTo(users, changes);
    new WarmPoolApi(store, catalog::get, pageTokens, clock).addTo(users, changes);
    ConnectService.Builder<Caller> runners =
        ConnectService.builder(
            RunnerProto.getDescriptor().findServiceByName("RunnerService"), Caller::isRunner);
    new SyncApi(store, catalog::get, keys.logsPublic(), clock).addTo(runners);
    new ReportApi(store).addTo(runners);
    ConnectServlet<Caller> servlet =
        new ConnectServlet<>(
            List.of(users.build(), runners.build()), tokens, maxBody, clock, observer);
    EmbeddedControlPlane controlPlane =
        new EmbeddedControlPlane(store, tokens, catalog, place, servlet);
    controlPlane.take(settings);
    return controlPlane;
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("state folder %s cannot be made".formatted(folder), e);
    }
  }

  /**
   * Takes up other settings, with what follows from them: pools of a class that is dropped are
   * deleted, tokens that are listed no more are refused, agents are told anew. The database is not
   * changed for another one.
   *
   * @throws UncheckedIOException if a token file cannot be read or made
   * @throws IllegalStateException if a token file holds no token
   */
  public void take(StandaloneSettings settings) {
    tokens.load(settings);
    Catalog taken = new Catalog(settings, place.runnerId());
    catalog.set(taken);
    reconciler.settingsChanged(taken);
    loop.wake();
  }

  /** Begins to look after what time brings about: leases, schedules, retention. */
  public void start() {
    loop.start();
  }

  /**
   * Serves both services; map it to its {@linkplain ConnectServlet#mappings mappings} or below a
   * base path.
   */
  public ConnectServlet<Caller> servlet() {
    return servlet;
  }

  /** Holds a token that the settings list, unless its holder has taken the file away. */
  public Path tokenFile(String name) {
    return tokens.file(name);
  }

  /** Holds the token for {@code prebuildagent.v1.RunnerService} of the agent in this process. */
  public Path runnerTokenFile() {
    return tokens.runnerFile();
  }

  /**
   * How it stands now.
   *
   * @throws dev.prebuild.agent.connect.ConnectException unavailable if the database is
   */
  public Figures figures() {
    return store.read(
        transaction ->
            Figures.of(
                transaction.hosts().all(),
                transaction.prebuilds().queue(),
                store.waiting(),
                transaction.now()));
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
    loop.close();
    store.close();
  }
}
