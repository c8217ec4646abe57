package dev.prebuild.agent.git;

import dev.prebuild.agent.files.FolderTree;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Makes a clone's folder, from a mirror or from the server, and its working tree. */
final class Checkouts {
  private static final String HEADS = "refs/remotes/origin/";

  private final LargeFiles largeFiles;

  Checkouts(LargeFiles largeFiles) {
    this.largeFiles = largeFiles;
  }

  /** A clone of a mirror that shares its files; nothing is checked out yet. */
  void cloneMirror(Errand errand, Order order, Mirror mirror, RemoteRefs refs, String commit)
      throws InterruptedException {
    String folder = mirror.folder().toString();
    if (order.depth().isPresent()) {
      begin(errand, order);
      shallow(errand.local(), order, "file://" + folder, refs.target(), commit);
      return;
    }
    errand
        .local()
        .run(
            "cloning the mirror of " + order.url().text(),
            "clone",
            "--quiet",
            "--local",
            "--no-checkout",
            "--template=",
            "--",
            folder,
            order.checkout().toString());
    errand
        .local()
        .in(order.checkout())
        .run("naming the origin", "remote", "set-url", "origin", order.url().text());
  }

  /** A clone from the server itself. */
  Clone direct(Errand errand, Order order, Origin origin, RemoteRefs refs)
      throws InterruptedException {
    begin(errand, order);
    Git remote = errand.git().with(origin.options());
    Target target = refs.target();
    boolean isNamed = !(target instanceof Target.Commit commit) || commit.isWhole();
    if (order.depth().isPresent() && isNamed) {
      shallow(remote, order, origin.url(), target, target.atServer());
    } else {
      whole(remote.in(order.checkout()), origin, target);
    }
    Git local = errand.local().in(order.checkout());
    if (refs.defaultBranch().isPresent() && order.depth().isEmpty()) {
      String head = HEADS + refs.defaultBranch().get();
      local.run("naming the default branch", "symbolic-ref", HEADS + "HEAD", head);
    }
    String commit = Fetch.resolve(local, target, HEADS);
    long bytes = FolderTree.bytes(order.checkout().resolve(".git/objects"));
    return checkOut(errand, order, origin, target, commit, bytes);
  }

  private static void begin(Errand errand, Order order) throws InterruptedException {
    Path checkout = order.checkout();
    errand
        .local()
        .run("making a clone", "init", "--quiet", "--template=", "--", checkout.toString());
    errand
        .local()
        .in(checkout)
        .run("naming the origin", "remote", "add", "--", "origin", order.url().text());
  }

  /**
   * The last commits of what is wanted, and nothing else.
   *
   * @param source what it is called where it is fetched from
   */
  private static void shallow(Git git, Order order, String from, Target target, String source)
      throws InterruptedException {
    String destination = target instanceof Target.Branch ? target.fetched(HEADS) : Target.WANTED;
    OptionalInt depth = order.depth();
    git.in(order.checkout())
        .run(
            "fetching %d commits of %s".formatted(depth.getAsInt(), order.url().text()),
            Fetch.arguments(
                from,
                List.of("+%s:%s".formatted(source, destination)),
                "--depth=" + depth.getAsInt()));
  }

  private static void whole(Git here, Origin origin, Target target) throws InterruptedException {
    here.run(
        "fetching " + origin.url(),
        Fetch.arguments(
            origin.url(), List.of("+refs/heads/*:" + HEADS + "*", "+refs/tags/*:refs/tags/*")));
    if (!isThere(here, target)) {
      String refspec = "+%s:%s".formatted(target.atServer(), Target.WANTED);
      here.run(
          "fetching '%s' of %s".formatted(target.atServer(), origin.url()),
          Fetch.arguments(origin.url(), List.of(refspec)));
    }
  }

  private static boolean isThere(Git here, Target target) throws InterruptedException {
    return switch (target) {
      case Target.Branch _, Target.Tag _ -> true;
      case Target.Ref _ -> false;
      case Target.Commit commit -> !commit.isWhole() || Fetch.has(here, commit);
    };
  }

  /** The working tree, with large files where the host can get them. */
  Clone checkOut(
      Errand errand, Order order, Origin origin, Target target, String commit, long bytes)
      throws InterruptedException {
    Git here =
        errand.git().with(origin.options()).with(largeFiles.options(origin)).in(order.checkout());
    String what = "checking out '%s' of %s".formatted(target.atServer(), order.url().text());
    if (target instanceof Target.Branch branch) {
      here.run(what, "checkout", "--quiet", "-B", branch.name(), HEADS + branch.name(), "--");
    } else {
      here.run(what, "checkout", "--quiet", "--detach", commit, "--");
    }
    here.run("forgetting the name it was fetched by", "update-ref", "-d", Target.WANTED);
    return new Clone(commit, bytes + FolderTree.bytes(order.checkout().resolve(".git/lfs")));
  }
}
