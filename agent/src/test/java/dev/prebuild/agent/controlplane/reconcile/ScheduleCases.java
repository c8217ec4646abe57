package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildTrigger;
import dev.prebuild.config.wire.gitpod.v1.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The daily prebuilds. */
interface ScheduleCases extends InWorld {
  int RACERS = 8;

  private void daily() {
    world()
        .take(
            TestSettings.of(
                TestSettings.daily(TestSettings.ONE, 6, TestSettings.SMALL, TestSettings.LARGE),
                TestSettings.project(TestSettings.TWO, TestSettings.SMALL)));
  }

  private List<Prebuild> made() {
    return world().prebuilds().stream().map(LeasedPrebuild::prebuild).toList();
  }

  @Test
  default void eachClassGetsOnePrebuildADayWithinTheHour() {
    daily();
    world().at("2026-03-01T05:59:59Z");
    world().reconcile();
    assertThat(made()).isEmpty();

    for (String time : new String[] {"06:00:00", "06:00:01", "06:59:59", "07:00:00", "23:59:59"}) {
      world().at("2026-03-01T" + time + "Z");
      world().reconcile();
      assertThat(made())
          .as("at %s", time)
          .extracting(prebuild -> prebuild.getMetadata().getEnvironmentClassId())
          .containsExactlyInAnyOrder(TestSettings.SMALL.toString(), TestSettings.LARGE.toString());
    }
    world().at("2026-03-02T06:10:00Z");
    world().reconcile();
    assertThat(made()).hasSize(4);
  }

  @Test
  default void missedDaysAreNotMadeUpFor() {
    daily();
    world().at("2026-03-01T06:00:00Z");
    world().reconcile();
    world().at("2026-03-09T12:00:00Z");
    world().reconcile();
    assertThat(made()).hasSize(2);
    world().at("2026-03-10T06:00:00Z");
    world().reconcile();
    assertThat(made()).hasSize(4);
  }

  @Test
  default void theyAreScheduledAndNobodysUnlessTheProjectNamesAnExecutor() {
    daily();
    world().at("2026-03-01T06:00:00Z");
    world().reconcile();
    assertThat(made())
        .allSatisfy(
            prebuild -> {
              assertThat(prebuild.getMetadata().getTriggeredBy())
                  .isEqualTo(PrebuildTrigger.PREBUILD_TRIGGER_SCHEDULED);
              assertThat(prebuild.getMetadata().getCreator().getPrincipal())
                  .isEqualTo(Principal.PRINCIPAL_SERVICE_ACCOUNT);
              assertThat(prebuild.getMetadata().getExecutor())
                  .isEqualTo(prebuild.getMetadata().getCreator());
              assertThat(prebuild.getSpec().getTimeout().getSeconds()).isEqualTo(3_600);
            });

    world().take(TestSettings.of(TestSettings.executed(TestSettings.TWO, 6, TestSettings.SMALL)));
    world().reconcile();
    Prebuild executed = made().getLast();
    assertThat(executed.getMetadata().getProjectId()).isEqualTo(TestSettings.TWO.toString());
    assertThat(executed.getMetadata().getExecutor().getId())
        .isEqualTo(TestSettings.EXECUTOR.toString());
    assertThat(executed.getMetadata().getCreator()).isEqualTo(executed.getMetadata().getExecutor());
  }

  @Test
  default void aRestartWithinTheHourMakesNoSecondOne() {
    daily();
    world().at("2026-03-01T06:00:00Z");
    world().reconcile();
    world().restart();
    world().pass(Duration.ofMinutes(1));
    world().reconcile();

    assertThat(made()).hasSize(2);
  }

  /** Two processes at one database, or as near to it as an embedded one comes. */
  @Test
  default void racingReconcilersMakeOneForEachClass() throws Exception {
    daily();
    world().at("2026-03-01T06:00:00Z");
    CyclicBarrier start = new CyclicBarrier(RACERS);
    try (Store one = world().openStore();
        Store other = world().openStore();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> racers = new ArrayList<>();
      for (int racer = 0; racer < RACERS; racer++) {
        Reconciler reconciler = new Reconciler(racer % 2 == 0 ? one : other);
        racers.add(
            executor.submit(
                () -> {
                  start.await();
                  reconciler.run(world().catalog());
                  return true;
                }));
      }
      for (Future<?> racer : racers) {
        racer.get();
      }
    }

    assertThat(made()).hasSize(2);
  }
}
