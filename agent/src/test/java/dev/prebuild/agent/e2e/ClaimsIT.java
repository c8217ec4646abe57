package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many claims at once, over HTTP. */
class ClaimsIT {
  private static final int THREADS = 16;
  private static final int ENVIRONMENTS = 250;
  private static final int CLAIMS_OF_EACH = 4;
  private static final long SEED = 6;

  @RegisterExtension final TestHost host = new TestHost();

  private final Map<UUID, Set<String>> containers = new ConcurrentHashMap<>();
  private final Map<UUID, AtomicInteger> claimsLeft = new ConcurrentHashMap<>();

  @Test
  void ofAThousandClaimsFromSixteenThreadsEachEnvironmentGetsOneInstanceOfItsOwn()
      throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project =
        agent.project(
            "example", agent.settings().addClass(host.engine.image(), Map.of("network", "none")));
    host.startHealthy("standalone", agent.settings());
    UUID poolId = agent.controlPlane().createWarmPool(project, 4, 8);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    agent.awaitPool(poolId, 4, 4);

    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (UUID environmentId : claims()) {
        all.add(threads.submit(() -> claim(agent, project, environmentId)));
      }
      for (Future<?> one : all) {
        Object _ = one.get();
      }
    }

    assertThat(containers).hasSize(ENVIRONMENTS);
    assertThat(containers.values()).allSatisfy(ofOne -> assertThat(ofOne).hasSize(1));
    assertThat(containers.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
    assertThat(host.holdings().environments()).isEmpty();
    agent.awaitPool(poolId, 4, 4);
    agent.awaitPrivateFolders();
  }

  /** Each environment some times, near each other but in no order. */
  private List<UUID> claims() {
    List<UUID> all = new ArrayList<>();
    Random random = new Random(SEED);
    for (int i = 0; i < ENVIRONMENTS; i++) {
      UUID environmentId = UUID.randomUUID();
      claimsLeft.put(environmentId, new AtomicInteger(CLAIMS_OF_EACH));
      all.addAll(Collections.nCopies(CLAIMS_OF_EACH, environmentId));
    }
    for (int from = 0; from < all.size(); from += 2 * THREADS) {
      Collections.shuffle(all.subList(from, Math.min(all.size(), from + 2 * THREADS)), random);
    }
    return all;
  }

  /** Whoever claims last removes it, so that the host is not filled up. */
  private boolean claim(Standalone agent, TestProject project, UUID environmentId)
      throws Exception {
    Answer answer = agent.calls().claim(environmentId, project);
    assertThat(answer.status()).as("%s", answer).isIn(200, 201);
    assertThat(answer.field("environmentId")).isEqualTo(environmentId.toString());
    containers
        .computeIfAbsent(environmentId, _ -> ConcurrentHashMap.newKeySet())
        .add(answer.field("containerId"));
    if (Objects.requireNonNull(claimsLeft.get(environmentId)).decrementAndGet() == 0) {
      assertThat(agent.calls().delete(environmentId.toString()).status()).isEqualTo(204);
    }
    return true;
  }
}
