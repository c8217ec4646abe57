package dev.prebuild.agent.controlplane.identity;

import dev.prebuild.agent.connect.Authenticator;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.TokenTable;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.agent.token.BearerToken;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.Scope;
import dev.prebuild.config.settings.StandaloneSettings.TokenSettings;
import dev.prebuild.config.wire.gitpod.v1.Principal;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who calls, by bearer tokens. The settings say which names there are and whose they are; the
 * database holds a hash of each token under its name. A token is made once, into a file that its
 * holder may take away.
 */
public final class Tokens implements Authenticator<Caller> {
  /**
   * How old the hashes may be that an unknown token is refused by: another process may make one.
   */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Store store;
  private final Path folder;
  private final UUID runnerId;
  private final String ownName;
  private final InstantSource clock;
  private volatile Known known = new Known(Map.of(), List.of(), Instant.MIN);

  private record Known(Map<String, Caller> callers, List<Row> rows, Instant readAt) {}

  private record Row(BearerToken token, String name) {}

  /**
   * @param folder of the token files
   * @param runnerId of the agent in this process
   * @param host of the agent in this process; its own token is named after it
   */
  public Tokens(Store store, Path folder, UUID runnerId, String host, InstantSource clock) {
    this.store = store;
    this.folder = folder;
    this.runnerId = runnerId;
    this.ownName = "runner@" + host;
    this.clock = clock;
  }

  /** Where a listed token is put when it is made. */
  public Path file(String name) {
    return folder.resolve(name + ".token");
  }

  /** Holds the token of the agent in this process. */
  public Path runnerFile() {
    return folder.resolve("runner.token");
  }

  /**
   * Takes up what the settings list, making the tokens that are missing and forgetting those that
   * are listed no more.
   *
   * @throws java.io.UncheckedIOException if a file cannot be read or made
   * @throws IllegalStateException if a file holds no token
   */
  public void load(StandaloneSettings settings) {
    Map<String, Caller> callers = new HashMap<>();
    callers.put(ownName, runner(runnerId, settings.organizationId()));
    settings
        .tokens()
        .forEach(token -> callers.put(token.name(), caller(token, settings.organizationId())));
    List<TokenTable.Row> rows =
        store.write(
            transaction -> {
              transaction.tokens().removeAll(ownName);
              add(transaction, ownName, runnerFile());
              settings.tokens().forEach(token -> makeIfMissing(transaction, token.name()));
              forgetUnlisted(transaction, callers);
              return transaction.tokens().all();
            });
    known = known(callers, rows);
  }

  private void makeIfMissing(Transaction transaction, String name) {
    boolean isMade = transaction.tokens().all().stream().anyMatch(row -> row.name().equals(name));
    if (!isMade || Files.exists(file(name))) {
      add(transaction, name, file(name));
    }
  }

  private static void add(Transaction transaction, String name, Path file) {
    transaction.tokens().add(new TokenTable.Row(BearerToken.open(file).hash(), name));
  }

  /** Else a token would count again when its name is listed again. */
  private static void forgetUnlisted(Transaction transaction, Map<String, Caller> callers) {
    transaction.tokens().all().stream()
        .map(TokenTable.Row::name)
        .filter(name -> !callers.containsKey(name) && !name.startsWith("runner@"))
        .distinct()
        .forEach(transaction.tokens()::removeAll);
  }

  private Known known(Map<String, Caller> callers, List<TokenTable.Row> rows) {
    return new Known(
        callers,
        rows.stream().map(row -> new Row(BearerToken.ofHash(row.hash()), row.name())).toList(),
        clock.instant());
  }

  private Caller caller(TokenSettings token, UUID defaultOrganization) {
    UUID organization = token.organizationId().orElse(defaultOrganization);
    return token.scope() == Scope.RUNNER
        ? runner(token.runnerId().orElse(runnerId), organization)
        : new Caller(
            token.subject().map(Catalog::subject).orElseGet(() -> user(organization, token.name())),
            organization,
            token.scope());
  }

  /** The id follows from organization and name, so that it stays over restarts. */
  private static Subject user(UUID organization, String name) {
    UUID id =
        UUID.nameUUIDFromBytes(
            "%s of %s".formatted(name, organization).getBytes(StandardCharsets.UTF_8));
    return Subject.newBuilder().setId(id.toString()).setPrincipal(Principal.PRINCIPAL_USER).build();
  }

  private static Caller runner(UUID id, UUID organization) {
    return new Caller(
        Subject.newBuilder().setId(id.toString()).setPrincipal(Principal.PRINCIPAL_RUNNER).build(),
        organization,
        Scope.RUNNER);
  }

  @Override
  public Optional<Caller> authenticate(String token) {
    return find(token).or(() -> refresh() ? find(token) : Optional.empty());
  }

  private Optional<Caller> find(String token) {
    Known current = known;
    Optional<Caller> caller = Optional.empty();
    // Every one is compared, so that the time taken tells nothing.
    for (Row row : current.rows()) {
      if (row.token().matches(token)) {
        caller = Optional.ofNullable(current.callers().get(row.name()));
      }
    }
    return caller;
  }

  private boolean refresh() {
    Known current = known;
    if (current.readAt().plus(FRESH).isAfter(clock.instant())) {
      return false;
    }
    known = known(current.callers(), store.read(transaction -> transaction.tokens().all()));
    return true;
  }
}
