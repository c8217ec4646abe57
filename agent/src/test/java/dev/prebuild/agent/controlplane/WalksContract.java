package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.PaginationRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Walks over the pages of a list, while others create and delete. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WalksContract {
  private static final int WALKS = 12;

  /** So that those who change things cannot keep a walk going for ever. */
  private static final int MOST_CHANGES = 100;

  private static final List<UUID> PROJECTS =
      List.of(TestCatalog.PROJECT, TestCatalog.OTHER_PROJECT);

  private ControlPlaneFixture plane;

  /** A database of its own; a file if empty. */
  abstract Optional<DatabaseSettings> database() throws Exception;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    plane = ControlPlaneFixture.in(folder).on(database()).open();
  }

  @AfterAll
  void close() {
    plane.close();
  }

  /** One page, as far as a walk is concerned. */
  private record Page(List<String> ids, String next) {}

  private interface PageReader {
    Page read(PaginationRequest page) throws InterruptedException;
  }

  /** All ids in the order in which they are seen; each page of another size. */
  private static List<String> walk(PageReader reader, Random random) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      int size = 1 + random.nextInt(12);
      Page page =
          reader.read(PaginationRequest.newBuilder().setToken(token).setPageSize(size).build());
      assertThat(page.ids()).hasSizeLessThanOrEqualTo(size);
      seen.addAll(page.ids());
      token = page.next();
    } while (!token.isEmpty());
    return seen;
  }

  /** Walks while the others are at it, each until the walk is over. */
  private static List<String> walkAmid(List<Callable<?>> changes, PageReader reader, Random random)
      throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    List<Future<?>> others = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<?> change : changes) {
        others.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < MOST_CHANGES && !isOver.get(); i++) {
                    change.call();
                  }
                  return isOver;
                }));
      }
      List<String> seen = walk(reader, random);
      isOver.set(true);
      for (Future<?> other : others) {
        other.get();
      }
      return seen;
    } finally {
      isOver.set(true);
    }
  }

  private static void assertInOrder(long seed, List<String> seen, List<String> there) {
    assertThat(seen).as(Seeds.name(seed)).doesNotHaveDuplicates();
    Set<String> expected = new HashSet<>(there);
    assertThat(seen.stream().filter(expected::contains).toList())
        .as(Seeds.name(seed))
        .isEqualTo(there);
  }

  private Prebuild createAny(Random random) throws InterruptedException {
    return random.nextBoolean()
        ? plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.LARGE)
        : plane.user().createPrebuild(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
  }

  @Test
  void seeEachPrebuildOnceAndInOrder() throws Exception {
    for (long seed : Seeds.upTo(WALKS)) {
      Random random = new Random(seed);
      List<Prebuild> staying = new ArrayList<>();
      List<Prebuild> leaving = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        (random.nextInt(3) == 0 ? leaving : staying).addFirst(createAny(random));
      }
      ListPrebuildsRequest.Filter filter = filter(random);
      Random creators = new Random(seed);
      Random deleters = new Random(seed);

      List<String> seen =
          walkAmid(
              List.of(
                  () -> createAny(creators),
                  () -> plane.user().delete(leaving.get(deleters.nextInt(leaving.size())))),
              page -> prebuilds(filter, page),
              random);

      assertInOrder(
          seed,
          seen,
          staying.stream()
              .filter(prebuild -> matches(filter, prebuild))
              .map(Prebuild::getId)
              .toList());
    }
  }

  private static ListPrebuildsRequest.Filter filter(Random random) {
    ListPrebuildsRequest.Filter.Builder filter = ListPrebuildsRequest.Filter.newBuilder();
    PROJECTS.stream()
        .filter(_ -> random.nextBoolean())
        .forEach(project -> filter.addProjectIds(project.toString()));
    if (random.nextBoolean()) {
      filter.addPhases(PrebuildPhase.PREBUILD_PHASE_PENDING);
    }
    if (random.nextBoolean()) {
      filter.addCreatorIds(TestCatalog.USER.toString());
    }
    return filter.build();
  }

  private static boolean matches(ListPrebuildsRequest.Filter filter, Prebuild prebuild) {
    return filter.getProjectIdsCount() == 0
        || filter.getProjectIdsList().contains(prebuild.getMetadata().getProjectId());
  }

  private Page prebuilds(ListPrebuildsRequest.Filter filter, PaginationRequest page)
      throws InterruptedException {
    ListPrebuildsResponse answer =
        plane
            .user()
            .list(ListPrebuildsRequest.newBuilder().setFilter(filter).setPagination(page).build());
    return new Page(
        answer.getPrebuildsList().stream().map(Prebuild::getId).toList(),
        answer.getPagination().getNextToken());
  }

  /** Only one pool of a pair lives at a time, but those that are deleted are listed too. */
  private WarmPool createAndDelete() throws InterruptedException {
    return plane.user().delete(plane.user().createPool(TestCatalog.OTHER_PROJECT, TestCatalog.FAR));
  }

  @Test
  void seeEachPoolOnceAndInOrder() throws Exception {
    for (long seed : Seeds.upTo(WALKS)) {
      Random random = new Random(seed);
      List<String> there = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        there.addFirst(createAndDelete().getId());
      }
      ListWarmPoolsRequest.Filter.Builder filter = ListWarmPoolsRequest.Filter.newBuilder();
      if (random.nextBoolean()) {
        filter.addEnvironmentClassIds(TestCatalog.FAR.toString());
      }

      List<String> seen =
          walkAmid(List.of(this::createAndDelete), page -> pools(filter.build(), page), random);

      assertInOrder(seed, seen, there);
    }
  }

  private Page pools(ListWarmPoolsRequest.Filter filter, PaginationRequest page)
      throws InterruptedException {
    ListWarmPoolsResponse answer =
        plane
            .user()
            .list(ListWarmPoolsRequest.newBuilder().setFilter(filter).setPagination(page).build());
    return new Page(
        answer.getWarmPoolsList().stream().map(WarmPool::getId).toList(),
        answer.getPagination().getNextToken());
  }

  @Test
  void goOnWithNoTokenThatWasTamperedWith() throws Exception {
    plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.LARGE);
    plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.LARGE);
    ListPrebuildsRequest.Filter all = ListPrebuildsRequest.Filter.getDefaultInstance();
    String token = prebuilds(all, PaginationRequest.newBuilder().setPageSize(1).build()).next();
    for (long seed : Seeds.upTo(50)) {
      String tampered = tamper(token, new Random(seed));

      assertThatThrownBy(
              () -> prebuilds(all, PaginationRequest.newBuilder().setToken(tampered).build()))
          .as("%s: %s", Seeds.name(seed), tampered)
          .hasMessageContaining("invalid_argument: pagination.token must be the nextToken");
    }
  }

  /** A bit flipped, or a piece cut off or put on. */
  private static String tamper(String token, Random random) {
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    return switch (random.nextInt(3)) {
      case 0 -> token.substring(0, 1 + random.nextInt(token.length() - 1));
      case 1 -> token + token.substring(random.nextInt(token.length()));
      default -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        yield Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      }
    };
  }
}
