package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhaseRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PENDING      | PENDING STARTING RUNNING STOPPING SNAPSHOTTING COMPLETED FAILED
          STARTING     | STARTING RUNNING STOPPING SNAPSHOTTING COMPLETED FAILED
          RUNNING      | RUNNING STOPPING SNAPSHOTTING COMPLETED FAILED
          STOPPING     | STOPPING SNAPSHOTTING COMPLETED FAILED
          SNAPSHOTTING | SNAPSHOTTING COMPLETED FAILED
          COMPLETED    | ''
          FAILED       | ''
          CANCELLING   | CANCELLING CANCELLED
          CANCELLED    | ''
          DELETING     | DELETING DELETED
          DELETED      | ''
          UNSPECIFIED  | ''
          """)
  void prebuildsGoForwardOnly(String from, String to) {
    assertThat(
            PhaseRules.reportableAfter(PrebuildPhase.valueOf("PREBUILD_PHASE_" + from)).stream()
                .map(phase -> phase.name().replace("PREBUILD_PHASE_", ""))
                .collect(Collectors.joining(" ")))
        .isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PENDING     | false | PENDING READY DEGRADED
          READY       | false | PENDING READY DEGRADED
          DEGRADED    | false | PENDING READY DEGRADED
          UNSPECIFIED | false | PENDING READY DEGRADED
          PENDING     | true  | PENDING READY DEGRADED DELETING DELETED
          READY       | true  | PENDING READY DEGRADED DELETING DELETED
          DEGRADED    | true  | PENDING READY DEGRADED DELETING DELETED
          UNSPECIFIED | true  | PENDING READY DEGRADED DELETING DELETED
          DELETING    | true  | DELETING DELETED
          DELETED     | true  | ''
          """)
  void poolsAreDeletedOnlyWhenAskedAndForGood(String from, boolean isLeaving, String to) {
    assertThat(
            PhaseRules.reportableAfter(WarmPoolPhase.valueOf("WARM_POOL_PHASE_" + from), isLeaving)
                .stream()
                .map(phase -> phase.name().replace("WARM_POOL_PHASE_", ""))
                .collect(Collectors.joining(" ")))
        .isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, ASKED, ASKED",
    "STARTING, ASKED, ASKED",
    "RUNNING, ASKED, ASKED",
    "STOPPING, ASKED, ASKED",
    "SNAPSHOTTING, ASKED, ASKED",
    "CANCELLING, NOTHING, ASKED",
    "CANCELLED, NOTHING, ASKED",
    "COMPLETED, REFUSED, ASKED",
    "FAILED, REFUSED, ASKED",
    "DELETING, REFUSED, NOTHING",
    "DELETED, REFUSED, NOTHING",
  })
  void usersAskForEnds(String from, PhaseRules.Effect cancel, PhaseRules.Effect delete) {
    PrebuildPhase phase = PrebuildPhase.valueOf("PREBUILD_PHASE_" + from);

    assertThat(PhaseRules.cancel(phase)).isEqualTo(cancel);
    assertThat(PhaseRules.delete(phase)).isEqualTo(delete);
  }

  @ParameterizedTest
  @EnumSource(PrebuildPhase.class)
  void agreesWithTheAgentOnWhatIsTheEnd(PrebuildPhase phase) {
    List<dev.prebuild.config.spec.PrebuildPhase> known =
        Arrays.stream(dev.prebuild.config.spec.PrebuildPhase.values())
            .filter(own -> phase.name().equals("PREBUILD_PHASE_" + own.name()))
            .toList();

    assertThat(known)
        .allMatch(own -> own.isTerminal() == PhaseRules.isTerminal(phase))
        .allMatch(own -> own.number() == phase.getNumber());
  }
}
