package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Seeds;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNewsTest {
  private static final String LETTERS = "abcXYZ019._- é";

  @Test
  void whatIsToldIsUnderstood() {
    Seeds.each(
        2_000,
        random -> {
          StringBuilder name = new StringBuilder();
          for (int left = random.nextInt(1, 254); left > 0; left--) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
          }
          UUID runner = new UUID(random.nextLong(), random.nextLong());
          HostNews news = new HostNews(new Host.Key(runner, name.toString()), random.nextLong());

          assertThat(HostNews.parse(news.text())).hasValue(news);
          assertThat(news.text()).hasSizeLessThan(1_000);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "   ",
        "host",
        "7 host",
        "00000000-0000-4000-8000-000000000001 7",
        "00000000-0000-4000-8000-000000000001 seven host",
        "00000000-0000-4000-8000-000000000001 9223372036854775808 host",
        "00000000-0000-4000-8000-000000000001  7 host",
        "no-uuid 7 host",
      })
  void anythingElseIsPassedOver(String text) {
    assertThat(HostNews.parse(text)).isEmpty();
  }
}
