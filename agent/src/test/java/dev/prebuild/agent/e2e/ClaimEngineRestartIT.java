package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.OwnEngine;
import dev.prebuild.agent.testkit.SeenContainer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The engine is killed and started again while claims come in. */
class ClaimEngineRestartIT {
  private static final int THREADS = 4;
  private static final int CLAIMS_OF_EACH = 6;

  /** Claims that are served before the engine is killed. */
  private static final int SERVED_BEFORE = 6;

  @Order(0)
  @RegisterExtension
  static final OwnEngine ENGINE = new OwnEngine();

  @Order(1)
  @RegisterExtension
  final TestHost host = new TestHost(ENGINE.connect());

  private final CountDownLatch served = new CountDownLatch(SERVED_BEFORE);

  @Test
  void claimsAreServedOnceOrRefusedAndThePoolIsFullAgain() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent").resync("5s"));
    TestProject project =
        agent.project(
            "example", agent.settings().addClass(host.engine.image(), Map.of("network", "none")));
    host.startHealthy("standalone", agent.settings());
    UUID poolId = agent.controlPlane().createWarmPool(project, 2, 4);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    agent.awaitPool(poolId, 2, 2);
    List<UUID> environments =
        Stream.generate(UUID::randomUUID).limit((long) THREADS * CLAIMS_OF_EACH).toList();

    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> claims = new ArrayList<>();
      for (UUID environment : environments) {
        claims.add(threads.submit(() -> claimUntilServed(agent, project, environment)));
      }
      served.await();
      ENGINE.kill();
      ENGINE.startAgain();
      for (Future<?> claim : claims) {
        Object _ = claim.get();
      }
    }

    agent.awaitPool(poolId, 2, 2);
    assertThat(host.holdings().environments())
        .extracting(SeenContainer::name)
        .containsExactlyInAnyOrderElementsOf(
            environments.stream().map(environment -> "env-" + environment).toList());
    for (UUID environment : environments) {
      assertComesBack(agent, project, environment);
    }
    agent.awaitPrivateFolders();
  }

  private boolean claimUntilServed(Standalone agent, TestProject project, UUID environment)
      throws Exception {
    Answer _ =
        Eventually.await(
            "environment %s is served".formatted(environment),
            () -> agent.calls().claim(environment, project),
            answer -> {
              assertThat(answer.status()).as("%s", answer).isIn(200, 201, 503);
              return answer.status() != 503;
            });
    served.countDown();
    return true;
  }

  /** Those that were served before have ended with the engine. */
  private void assertComesBack(Standalone agent, TestProject project, UUID environment)
      throws Exception {
    String container =
        host.engine.container(host.runnerId, "env-" + environment).orElseThrow().id();
    Answer again = agent.calls().claim(environment, project);
    assertThat(again.status()).as("%s", again).isEqualTo(200);
    assertThat(again.field("containerId")).isEqualTo(container);
    assertThat(host.engine.exec(container, "cat", "/run/environment/secrets/TOKEN"))
        .isEqualTo("swordfish");
  }
}
