package dev.prebuild.agent.engine.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.snapshot.host.PrebuildException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IgnoreRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # pattern      | left out          | sent
          file           | file              | folder/file
          file           | file/below        | file2
          /file          | file              | folder/file
          ./a/../file/   | file              | a
          folder/        | folder/deep/file  | folders
          *              | file              | -
          *.txt          | a.txt             | folder/a.txt
          *.txt          | .txt/below        | txt
          */a            | folder/a          | a
          a?c            | abc               | ac
          a?c            | aüc               | a/c
          [a-c]x         | bx                | dx
          [^a-c]x        | dx                | bx
          [\\]a]x        | ]x                | bx
          a\\*           | a*                | ab
          **/file        | file              | file2
          **/file        | a/b/file          | a/bfile
          a/**/b         | a/b               | a/cb
          a/**/b         | a/x/y/b           | ab
          a/**           | a/b               | a
          **             | a                 | -
          **/*.txt       | a/b.c/x.txt       | a/b.c/x
          b**c           | b/x/c             | bx
          .              | -                 | file
          ../file        | -                 | file
          a.c            | a.c               | abc
          (a)+$          | (a)+$             | aa
          """)
  void aPatternLeavesOut(String pattern, String leftOut, String sent) {
    IgnoreRules rules = IgnoreRules.read(".dockerignore", pattern);

    if (leftOut != null) {
      assertThat(rules.leavesOut(leftOut)).as("%s left out", leftOut).isTrue();
    }
    if (sent != null) {
      assertThat(rules.leavesOut(sent)).as("%s sent", sent).isFalse();
    }
  }

  @Test
  void theLastPatternThatMatchesDecides() {
    IgnoreRules rules =
        IgnoreRules.read(
            ".dockerignore",
            "\uFEFFdocs\n\n  # no comment, since it is indented\n! docs/*.md \ndocs/secret*\n#docs/x\n");

    assertThat(rules.leavesOut("docs/a.txt")).isTrue();
    assertThat(rules.leavesOut("docs/a.md")).isFalse();
    assertThat(rules.leavesOut("docs/secret.md")).isTrue();
    assertThat(rules.leavesOut("# no comment, since it is indented")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [a | '[a' is no pattern: a bracket is not closed
          [] | '[]' is no pattern: nothing is in the brackets
          !  | '!' is no pattern: a pattern is missing behind the '!'
          """)
  void aPatternThatMakesNoSenseIsNamedWithItsLine(String pattern, String message) {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> IgnoreRules.read("a/.dockerignore", "fine\n" + pattern))
        .withMessage("a/.dockerignore, line 2: " + message);
  }

  @Test
  void tooManyPatternsAreRefused() {
    String text = String.join("\n", Collections.nCopies(1_001, "file"));

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> IgnoreRules.read(".dockerignore", text))
        .withMessageContaining("more than 1,000 patterns");
  }

  /** With a backtracking matcher this would not end. */
  @Test
  void aHostilePatternIsNotSlow() {
    IgnoreRules rules = IgnoreRules.read(".dockerignore", "**/*".repeat(60) + "x");

    assertThat(rules.leavesOut("a/".repeat(500) + "b")).isFalse();
  }
}
