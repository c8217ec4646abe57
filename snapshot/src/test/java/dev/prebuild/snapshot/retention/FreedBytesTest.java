package dev.prebuild.snapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.Seeds;
import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A layer lies on the disk once, and goes with the last image that has it. */
final class FreedBytesTest {
  private static final Layer BASE = new Layer("base", 1_000);
  private static final Layer TOOLS = new Layer("tools", 200);

  private static HeldSnapshot snapshot(Layer... layers) {
    return new HeldSnapshot(
        UUID.randomUUID(),
        new Pair(new UUID(1, 1), new UUID(2, 2)),
        Instant.EPOCH,
        List.of(layers),
        false);
  }

  @Test
  void whatTwoShareIsFreedWithTheSecond() {
    HeldSnapshot one = snapshot(BASE, TOOLS, new Layer("one", 30));
    HeldSnapshot two = snapshot(BASE, TOOLS, new Layer("two", 4));
    FreedBytes freed = new FreedBytes(new Holdings(List.of(one, two), Set.of()));

    assertThat(freed.remove(one)).isEqualTo(30);
    assertThat(freed.remove(two)).isEqualTo(1_204);
  }

  @Test
  void oneAloneFreesWhatNobodyElseHas() {
    HeldSnapshot one = snapshot(BASE, TOOLS, new Layer("one", 30));
    HeldSnapshot two = snapshot(BASE, new Layer("two", 4));
    Holdings holdings = new Holdings(List.of(one, two), Set.of("tools"));

    assertThat(holdings.freedByEach())
        .containsOnly(Map.entry(one.id(), 30L), Map.entry(two.id(), 4L));
  }

  @Test
  void whatAnotherImageHasStays() {
    HeldSnapshot one = snapshot(BASE, TOOLS, new Layer("one", 30));
    FreedBytes freed = new FreedBytes(new Holdings(List.of(one), Set.of("base")));

    assertThat(freed.remove(one)).isEqualTo(230);
  }

  @Test
  void oneThatAnotherIsBuiltUponFreesNothing() {
    HeldSnapshot lower = snapshot(BASE);
    HeldSnapshot upper = snapshot(BASE, TOOLS);
    FreedBytes freed = new FreedBytes(new Holdings(List.of(lower, upper), Set.of()));

    assertThat(freed.useful(List.of(lower))).isEmpty();
    assertThat(freed.useful(List.of(lower, upper))).containsExactly(lower, upper);
    assertThat(freed.remove(lower)).isZero();
    assertThat(freed.remove(upper)).isEqualTo(1_200);
  }

  @Test
  void heldBytesCountSharedLayersOnce() {
    assertThat(
            new Holdings(
                    List.of(
                        snapshot(BASE, TOOLS, new Layer("one", 30)),
                        snapshot(BASE, TOOLS, new Layer("two", 4))),
                    Set.of("base"))
                .bytes())
        .isEqualTo(1_234);
  }

  /** In any order, and after each step: freed so far and still held are all that there was. */
  @Test
  void nothingIsFreedTwiceOrForgotten() {
    Seeds.each(500, FreedBytesTest::nothingIsFreedTwiceOrForgotten);
  }

  private static void nothingIsFreedTwiceOrForgotten(RandomGenerator random) {
    List<HeldSnapshot> left = new ArrayList<>();
    for (int i = random.nextInt(1, 8); i > 0; i--) {
      left.add(snapshot(chain(random)));
    }
    Set<String> others = Set.copyOf(List.of(chain(random)).stream().map(Layer::id).toList());
    Holdings holdings = new Holdings(left, others);
    FreedBytes freed = new FreedBytes(holdings);
    long all = onDisk(left, others);
    long soFar = 0;
    while (!left.isEmpty()) {
      soFar += freed.remove(left.remove(random.nextInt(left.size())));
      assertThat(soFar + onDisk(left, others)).isEqualTo(all);
    }
  }

  /** A way down a tree of layers, each with a size that its name tells. */
  private static Layer[] chain(RandomGenerator random) {
    List<Layer> chain = new ArrayList<>();
    String name = "";
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      name += random.nextInt(3);
      chain.add(new Layer(name, Integer.parseInt(name, 3) * 10L));
    }
    return chain.toArray(Layer[]::new);
  }

  /** Counted the plain way: the layers of snapshots that are on the disk, but for the others'. */
  private static long onDisk(List<HeldSnapshot> snapshots, Set<String> others) {
    Map<String, Long> layers = new HashMap<>();
    snapshots.stream()
        .flatMap(snapshot -> snapshot.layers().stream())
        .filter(layer -> !others.contains(layer.id()))
        .forEach(layer -> layers.put(layer.id(), layer.bytes()));
    return layers.values().stream().mapToLong(Long::longValue).sum();
  }
}
