package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromqlNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          up{job="prebuild-agent"} == 0                                ; up
          sum by (pool, le) (rate(a_bucket{x=~"b|c}"}[5m]))            ; a_bucket
          sum without (state) (a) == 0 unless on (job, instance) b > 2 ; a b
          predict_linear(a_bytes[6h], 24 * 3600) < bool b_bytes        ; a_bytes b_bytes
          level:a:rate5m / ignoring (x) group_left (y) (b offset 1h > 0) ; b level:a:rate5m
          histogram_quantile(0.99, sum by (le) (rate(a[$__rate_interval]))) ; a
          label_replace(a, 'to', '$1', 'from', '(.*)') or vector(1)    ; a
          """)
  void areAllMetricsAndNothingElse(String expression, String names) {
    assertThat(PromqlNames.of(expression)).containsExactlyInAnyOrder(names.split(" "));
  }
}
