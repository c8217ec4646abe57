package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.PushResponseItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As an engine has said it (Docker 28), layer ids and sizes apart. */
final class PushProgressTest {
  private final PushProgress progress = new PushProgress(10_000);

  private void hear(String json) {
    try {
      progress.hear(new ObjectMapper().readValue(json, PushResponseItem.class));
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  private void hear(String layer, String status) {
    hear("{\"status\":\"%s\",\"progressDetail\":{},\"id\":\"%s\"}".formatted(status, layer));
  }

  private void pushing(String layer, long current, long total) {
    hear(
        "{\"status\":\"Pushing\",\"progressDetail\":{\"current\":%d,\"total\":%d},\"progress\":\"[=>  ]\",\"id\":\"%s\"}"
            .formatted(current, total, layer));
  }

  @Test
  void aWholePushIsToldEvenly() {
    List<Integer> told = new ArrayList<>();
    hear("{\"status\":\"The push refers to repository [registry.example/team/snap]\"}");
    hear("23d9d0281dfd", "Preparing");
    for (int part = 0; part <= 10; part++) {
      pushing("23d9d0281dfd", part * 1_000L, 10_000);
      told.add(progress.percent());
    }
    pushing("23d9d0281dfd", 10_512, 10_000);
    hear("23d9d0281dfd", "Pushed");
    hear("{\"status\":\"aaa: digest: sha256:395bbc size: 528\"}");
    hear(
        "{\"progressDetail\":{},\"aux\":{\"Tag\":\"aaa\",\"Digest\":\"sha256:395bbc\",\"Size\":528}}");

    assertThat(told).containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99);
    assertThat(progress.percent()).isEqualTo(99);
    assertThat(progress.sentBytes()).isEqualTo(10_000);
  }

  @Test
  void whatIsThereAlreadyCountsForNothing() {
    hear("d04d57c5b9c7", "Preparing");
    hear("23d9d0281dfd", "Preparing");
    hear("5f70bf18a086", "Preparing");
    hear("23d9d0281dfd", "Layer already exists");
    hear("5f70bf18a086", "Mounted from team/other");
    pushing("d04d57c5b9c7", 500, 1_000);

    assertThat(progress.percent()).isEqualTo(50);
    assertThat(progress.sentBytes()).isZero();
    hear("d04d57c5b9c7", "Pushed");
    assertThat(progress.sentBytes()).isEqualTo(1_000);
  }

  /** Else it would seem done before the largest layer's turn has come. */
  @Test
  void aLayerThatWaitsMayBeAllTheRest() {
    hear("a", "Preparing");
    hear("b", "Waiting");
    pushing("a", 1_000, 1_000);
    assertThat(progress.percent()).isEqualTo(10);
    hear("a", "Pushed");
    assertThat(progress.percent()).isEqualTo(10);

    pushing("b", 3_000, 4_000);

    assertThat(progress.percent()).isEqualTo(80);
  }

  @Test
  void itDoesNotFallWhenALayerIsSentAgain() {
    pushing("a", 900, 1_000);
    hear("a", "Retrying in 5 seconds");
    pushing("a", 100, 1_000);
    assertThat(progress.percent()).isEqualTo(90);

    pushing("a", 950, 1_000);

    assertThat(progress.percent()).isEqualTo(95);
  }

  @Test
  void whateverIsSaidIsASignOfLife() {
    hear("a", "Retrying in 5 seconds");
    hear("a", "Retrying in 4 seconds");

    assertThat(progress.heard()).isEqualTo(2);
    assertThat(progress.percent()).isZero();
  }

  @Test
  void alreadyThereAltogetherIsNoProgressToSpeakOf() {
    hear("a", "Layer already exists");
    hear("{\"status\":\"Pushing\",\"id\":\"b\"}");

    assertThat(progress.percent()).isZero();
  }
}
