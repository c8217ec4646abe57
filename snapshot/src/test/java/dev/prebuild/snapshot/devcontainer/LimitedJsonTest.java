package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.devContainer;
import static dev.prebuild.snapshot.devcontainer.Repositories.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.snapshot.FakeTree;
import dev.prebuild.snapshot.source.UnreadableSourceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class LimitedJsonTest {
  private static final int MANY = LimitedJson.MOST_BYTES - 100;

  static final List<Named<String>> NO_JSON =
      List.of(
          Named.of("nothing", ""),
          Named.of("a comment", "// nothing"),
          Named.of("a list", "[]"),
          Named.of("a text", "\"image\""),
          Named.of("null", "null"),
          Named.of("NaN", "{\"a\": NaN}"),
          Named.of("infinity", "{\"a\": -Infinity}"),
          Named.of("a single quote", "{'image': 'x'}"),
          Named.of("no end", "{\"image\": \"x\""),
          Named.of("an open comment", "{} /* and then"),
          Named.of("more behind it", "{} {}"),
          Named.of("twice the same", "{\"image\": \"a\", \"image\": \"b\"}"),
          Named.of("twice the same within", "{\"customizations\": {\"a\": 1, \"a\": 2}}"),
          Named.of("garbage", "\u0000\u0001\u0002\uFFFD{{{"),
          Named.of("many braces", "{".repeat(MANY)),
          Named.of("many brackets", "{\"a\":" + "[".repeat(MANY)),
          Named.of("many objects", "{\"a\":".repeat(MANY / 5)),
          Named.of("a long number", "{\"a\": " + "9".repeat(MANY) + "}"),
          Named.of("a long name", "{\"" + "a".repeat(MANY) + "\": 1}"));

  @ParameterizedTest
  @FieldSource("NO_JSON")
  void whatIsNoObjectIsRefusedInAShortMessageThatNamesTheFile(String text) {
    assertThatThrownBy(() -> request(text))
        .isInstanceOf(InvalidDevContainerException.class)
        .message()
        .startsWith(Repositories.FILE)
        .hasSizeLessThan(300)
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void theMessageSaysWhere() {
    assertThatThrownBy(() -> request("{\n  \"image\": x\n}"))
        .hasMessageContaining("line 2, column 12");
  }

  @Test
  void commentsAndTrailingCommasAndAByteOrderMarkAreTaken() {
    DevContainerRequest request =
        request(
            """
            \uFEFF// above
            {
              /* within */ "image": "x", // behind
              "containerEnv": {"URL": "http://a/*b*/",},
              "runArgs": ["--init",],
            }
            // below
            """);

    assertThat(request.image()).contains(new ImageSource.Named("x"));
  }

  @Test
  void oneThatIsTooLargeIsNotRead() {
    FakeTree tree = new FakeTree().with(Repositories.FILE, " ".repeat(LimitedJson.MOST_BYTES + 1));

    assertThatThrownBy(() -> DevContainerRequest.read(tree, Optional.empty()))
        .isInstanceOf(UnreadableSourceException.class);
  }

  @Test
  void aLargeOneIsRead() {
    String filling = " ".repeat(LimitedJson.MOST_BYTES - 100);

    assertThat(devContainer("{%s\"remoteUser\": \"dev\"}".formatted(filling)).user())
        .contains("dev");
  }
}
