package dev.prebuild.pool.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimHistoryCodecTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final String WRITTEN =
      """
      claim history 1
      since 1704067200000
      caution 0.5
      counts 946704:2 3:1
      recent 1704067260000 60000 5400000
      """;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 5_000})
  void whatIsWrittenIsRead(int claims) throws UnreadableHistoryException {
    Random random = new Random(claims);
    ClaimHistory history = ClaimHistory.startingAt(START);
    Instant time = START;
    for (int i = 0; i < claims; i++) {
      time = time.plus(Duration.ofMillis(random.nextLong(3_600_000)));
      history = history.claimed(time, random.nextInt(50) == 0);
    }

    String text = ClaimHistoryCodec.write(history);

    assertThat(ClaimHistoryCodec.read(text)).isEqualTo(history);
    assertThat(text).hasSizeLessThan(30_000);
  }

  @Test
  void theFormIsTheOneThatOlderAgentsWrote() throws UnreadableHistoryException {
    ClaimHistory history = ClaimHistoryCodec.read(WRITTEN);

    assertThat(history.since()).isEqualTo(START);
    assertThat(history.caution()).isEqualTo(new Caution(0.5));
    assertThat(history.counts().count(946_704)).isEqualTo(2);
    assertThat(history.counts().count(946_707)).isEqualTo(1);
    assertThat(history.recent().time(2)).isEqualTo(1_704_072_720_000L);
    assertThat(ClaimHistoryCodec.write(history)).isEqualTo(WRITTEN);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          claim history 1,                  claim history 2,         claim history 1
          since 1704067200000,              before 1704067200000,    since
          since 1704067200000,              since,                   one time
          since 1704067200000,              since -1,                -1
          since 1704067200000,              since 99999999999999999, 99999999999999999
          caution 0.5,                      caution NaN,             NaN
          caution 0.5,                      caution 1e9,             caution
          caution 0.5,                      caution much,            much
          946704:2,                         946704,                  946704
          946704:2,                         946704:-2,               -2
          946704:2,                         x:2,                     x
          946704:2,                         946704:9999999999,       9999999999
          3:1,                              999999999999:1,          is not within
          1704067260000 60000,              1704067260000 -60000,    -60000
          1704067260000 60000,              1704067260000  60000,    is not a number
          1704067260000 60000,              253402214400000 9,       is not within
          """)
  void whatIsAnythingElseIsRefused(String good, String bad, String said) {
    String text = WRITTEN.replaceFirst(good, bad);

    assertThat(text).isNotEqualTo(WRITTEN);
    assertThatExceptionOfType(UnreadableHistoryException.class)
        .isThrownBy(() -> ClaimHistoryCodec.read(text))
        .withMessageContaining(said);
  }

  @Test
  void moreThanIsKeptIsRefused() {
    String many = WRITTEN.replaceFirst("recent.*", "recent" + " 1".repeat(RecentClaims.KEPT + 1));

    assertThatExceptionOfType(UnreadableHistoryException.class)
        .isThrownBy(() -> ClaimHistoryCodec.read(many))
        .withMessageContaining("more than");
  }

  @Test
  void garbageIsReadOrRefusedButNothingElse() {
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder(WRITTEN);
      for (int change = random.nextInt(4); change >= 0; change--) {
        text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(95)));
      }
      try {
        assertThat(ClaimHistoryCodec.read(text.toString())).isNotNull();
      } catch (UnreadableHistoryException e) {
        assertThat(e).hasMessageNotContaining("null");
        refused++;
      }
    }

    assertThat(refused).isBetween(1_000, 1_999);
  }
}
