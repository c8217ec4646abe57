package dev.prebuild.snapshot.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SearchTallyTest {
  private final NeedleSearch needles = NeedleSearch.of(List.of("swordfish", "a/b/c"));

  private SearchTally tally(long mostBytes) {
    return new SearchTally(needles, mostBytes);
  }

  @Test
  void tellsWhereItWasFound() {
    SearchTally tally = tally(100);

    tally.foundIn("/root/.npmrc");
    tally.foundIn("/root/.npmrc");
    tally.foundIn("the image's environment", "TOKEN");

    assertThat(tally.report().hits())
        .containsExactly("/root/.npmrc", "the image's environment (TOKEN)");
  }

  @Test
  void whatHoldsASecretItselfIsNotTold() {
    SearchTally tally = tally(100);

    tally.foundInName("/root/x-swordfish-x");
    tally.foundInName("/swordfish");
    tally.foundIn("/home/dev/swordfish/y/file");
    tally.foundIn("/data/a/b/c");
    tally.foundIn("the image's environment", "swordfish");
    tally.notSearched("/var/swordfish/large", 200);

    assertThat(tally.report().hits())
        .containsExactly(
            "a name in /root", "a name in /", "/home/dev", "/data/a/b", "the image's environment");
    assertThat(tally.report().unsearched()).containsExactly("/var");
    assertThat(tally.report()).asString().doesNotContain("swordfish");
  }

  @Test
  void aPathIsToldInOneLine() {
    SearchTally tally = tally(100);

    tally.foundIn("/a\nb\t\u001b[31m\u202e\u2028c");
    tally.foundIn("/" + "x".repeat(5_000) + "/end");

    assertThat(tally.report().hits().getFirst()).isEqualTo("/a?b??[31m??c");
    assertThat(tally.report().hits().getLast()).hasSize(301).startsWith("…x").endsWith("x/end");
  }

  @Test
  void fiveAreEnough() {
    SearchTally tally = tally(100);
    for (int i = 0; i < 7; i++) {
      assertThat(tally.isFull()).isEqualTo(i >= 5);
      tally.foundIn("/file" + i);
    }

    assertThat(tally.report().hits())
        .containsExactly("/file0", "/file1", "/file2", "/file3", "/file4");
  }

  @Test
  void theLargestOfWhatWasNotSearchedAreNamed() {
    SearchTally tally = tally(0);
    IntStream.of(3, 9, 1, 7, 5, 8, 2).forEach(size -> tally.notSearched("/file" + size, size));

    assertThat(tally.report())
        .isEqualTo(
            new SearchReport(
                List.of(), 0, 35, List.of("/file9", "/file8", "/file7", "/file5", "/file3")));
  }

  @Test
  void sizesThatNoDiskHasDoNotOverflow() {
    SearchTally tally = tally(100);

    tally.notSearched("/sparse", Long.MAX_VALUE);
    tally.notSearched("/sparse too", Long.MAX_VALUE);

    assertThat(tally.report().unsearchedBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void noMoreThanTheLimitIsSearched() {
    SearchTally tally = tally(100);
    assertThat(tally.hasRoomFor(100)).isTrue();
    tally.searched(60);

    assertThat(tally.hasRoomFor(40)).isTrue();
    assertThat(tally.hasRoomFor(41)).isFalse();
    assertThat(tally.hasRoomFor(Long.MAX_VALUE)).isFalse();
    assertThat(tally.report().searchedBytes()).isEqualTo(60);
  }
}
