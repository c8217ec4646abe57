package dev.prebuild.agent.git;

import dev.prebuild.agent.files.FolderTree;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * From a URL to a checkout, by way of its mirror where there is one to be had. What fails since the
 * network does is tried again; a mirror that is damaged is made anew.
 */
final class Clones {
  /** A mirror that cannot be made anew, since another prebuild has it, is done without. */
  private static final int MOST_DAMAGES = 2;

  private final Origins origins;
  private final Mirrors mirrors;
  private final Checkouts checkouts;
  private final Patience patience;
  private final RandomGenerator random;
  private final Consumer<MirrorUse> told;

  Clones(
      Origins origins,
      Mirrors mirrors,
      Checkouts checkouts,
      Patience patience,
      RandomGenerator random,
      Consumer<MirrorUse> told) {
    this.origins = origins;
    this.mirrors = mirrors;
    this.checkouts = checkouts;
    this.patience = patience;
    this.random = random;
    this.told = told;
  }

  /**
   * Clones it.
   *
   * @throws CloneException if it cannot be had
   */
  Clone make(Errand errand, Order order) throws InterruptedException {
    int failures = 0;
    int damages = 0;
    while (true) {
      // The last try does without the mirror, in case that it is what fails.
      boolean isLast = failures > 0 && failures == patience.tries() - 1;
      boolean isMirrored = !isLast && damages < MOST_DAMAGES;
      Attempt attempt = new Attempt(errand, order, isMirrored);
      try {
        Clone clone = attempt.run();
        told.accept(attempt.use);
        return clone;
      } catch (CloneException e) {
        if (e.trouble() == Trouble.FAILED && attempt.use == MirrorUse.HIT) {
          errand
              .log()
              .say("the mirror of this repository is damaged and is made anew: " + e.text());
          mirrors.discard(attempt.url);
          damages++;
          continue;
        }
        failures++;
        if (e.trouble() != Trouble.UNREACHABLE || failures >= patience.tries()) {
          throw e;
        }
        errand.log().say("%s; trying again".formatted(e.text()));
        Thread.sleep(patience.backoff().pause(failures, random));
      }
    }
  }

  /** One try. */
  private final class Attempt {
    private final Errand errand;
    private final Order order;
    private final boolean isMirrored;
    private MirrorUse use = MirrorUse.BYPASSED;
    private String url = "";

    Attempt(Errand errand, Order order, boolean isMirrored) {
      this.errand = errand;
      this.order = order;
      this.isMirrored = isMirrored;
    }

    Clone run() throws InterruptedException {
      FolderTree.remove(order.checkout());
      Origin origin = origins.find(order.url(), errand.requester());
      url = origin.url();
      RemoteRefs refs = RemoteRefs.ask(errand.git(), origin, order.ref());
      Optional<Mirrors.Lease> lease = isMirrored ? mirrors.borrow(url) : Optional.empty();
      if (lease.isEmpty()) {
        if (isMirrored) {
          errand
              .log()
              .say("another prebuild is fetching this repository; cloning it without mirror");
        }
        return checkouts.direct(errand, order, origin, refs);
      }
      String commit;
      long bytes;
      try (Mirrors.Lease held = lease.get()) {
        use = held.use();
        held.mirror().update(errand.git(), origin, refs);
        commit = held.mirror().resolve(errand.local(), refs.target());
        bytes = held.fetchedBytes();
        checkouts.cloneMirror(errand, order, held.mirror(), refs, commit);
      } catch (IOException e) {
        throw CloneException.of(Trouble.HOST, "keeping a mirror of " + url, e.toString());
      }
      return checkouts.checkOut(errand, order, origin, refs.target(), commit, bytes);
    }
  }
}
