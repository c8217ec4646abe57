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
          PENDING      | PENDING STARTING RUNNING STOPPING SNAPSHOTTING COMPLETED FAILED CANCELLING CANCELLED DELETING DELETED
          STARTING     | STARTING RUNNING STOPPING SNAPSHOTTING COMPLETED FAILED CANCELLING CANCELLED DELETING DELETED
          RUNNING      | RUNNING STOPPING SNAPSHOTTING COMPLETED FAILED CANCELLING CANCELLED DELETING DELETED
          STOPPING     | STOPPING SNAPSHOTTING COMPLETED FAILED CANCELLING CANCELLED DELETING DELETED
          SNAPSHOTTING | SNAPSHOTTING COMPLETED FAILED CANCELLING CANCELLED DELETING DELETED
          COMPLETED    | DELETING DELETED
          FAILED       | DELETING DELETED
          CANCELLING   | CANCELLING CANCELLED DELETING DELETED
          CANCELLED    | DELETING DELETED
          DELETING     | DELETING DELETED
          DELETED      | ''
          UNSPECIFIED  | ''
          """)
  void prebuildsGoForwardOnly(String from, String to) {
    assertThat(
            PhaseRules.after(PrebuildPhase.valueOf("PREBUILD_PHASE_" + from)).stream()
                .map(phase -> phase.name().replace("PREBUILD_PHASE_", ""))
                .collect(Collectors.joining(" ")))
        .isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PENDING     | PENDING READY DEGRADED DELETING DELETED
          READY       | PENDING READY DEGRADED DELETING DELETED
          DEGRADED    | PENDING READY DEGRADED DELETING DELETED
          DELETING    | DELETING DELETED
          DELETED     | ''
          UNSPECIFIED | ''
          """)
  void poolsNeverComeBackFromDeletion(String from, String to) {
    assertThat(
            PhaseRules.after(WarmPoolPhase.valueOf("WARM_POOL_PHASE_" + from)).stream()
                .map(phase -> phase.name().replace("WARM_POOL_PHASE_", ""))
                .collect(Collectors.joining(" ")))
        .isEqualTo(to);
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
