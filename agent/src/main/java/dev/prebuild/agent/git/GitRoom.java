package dev.prebuild.agent.git;

import dev.prebuild.config.settings.GitSettings;
import dev.prebuild.config.settings.PrebuildSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * What all clones of this host have in common.
 *
 * @param rules which repositories are fetched at all
 * @param clones makes them
 * @param mirrors that they come from
 * @param options for git whenever it talks to a server
 */
record GitRoom(RepositoryRules rules, Clones clones, Mirrors mirrors, List<String> options) {
  GitRoom {
    options = List.copyOf(options);
  }

  static GitRoom open(
      GitFolders folders,
      PrebuildSettings settings,
      Addresses addresses,
      Patience patience,
      Consumer<MirrorUse> told) {
    try {
      Authorities authorities = Authorities.of(settings.git().caFile());
      Mirrors mirrors =
          new Mirrors(
              folders.mirrors(), settings.mirrors().maxSize().toBytes(), patience.mirrorWait());
      mirrors.recover();
      AddressRules addressRules = new AddressRules(allowedHosts(settings.git()), addresses);
      Redirects redirects = new Redirects(addressRules, authorities, patience.stall());
      Origins origins =
          new Origins(addressRules, redirects, List.of(folders.state(), folders.runtime()));
      RandomGenerator random = RandomGeneratorFactory.of("SecureRandom").create();
      Checkouts checkouts = new Checkouts(new LargeFiles());
      return new GitRoom(
          new RepositoryRules(settings.allowFileRepositories(), settings.allowGitRepositories()),
          new Clones(origins, mirrors, checkouts, patience, random, told),
          mirrors,
          options(authorities, patience));
    } catch (IOException e) {
      throw new UncheckedIOException("preparing to clone repositories: " + e.getMessage(), e);
    }
  }

  private static Set<String> allowedHosts(GitSettings settings) {
    return settings.allowedHosts().stream()
        .map(host -> host.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static List<String> options(Authorities authorities, Patience patience) {
    List<String> options = new ArrayList<>(authorities.options());
    // Below one byte a second means that nothing comes: servers that compute say so now and then.
    options.addAll(List.of("-c", "http.lowSpeedLimit=1"));
    options.addAll(List.of("-c", "http.lowSpeedTime=" + patience.stall().toSeconds()));
    return options;
  }

  /** Git for one prebuild. */
  Errand errand(Requester requester, Credentials credentials, CloneLog log) {
    Git git = Git.remote(rules.protocols(), log).with(options).with(credentials.options());
    return new Errand(requester, git, Git.local(log), log);
  }
}
