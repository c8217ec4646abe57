package dev.prebuild.agent.git;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server says of its refs, as far as it is of interest.
 *
 * @param target what is to be checked out
 * @param defaultBranch short name; empty if the server tells none
 */
record RemoteRefs(Target target, Optional<String> defaultBranch) {
  private static final String HEADS = "refs/heads/";

  /**
   * Asks.
   *
   * @param ref the default branch if empty
   * @throws CloneException if there is no such ref
   */
  static RemoteRefs ask(Git git, Origin origin, Optional<String> ref) throws InterruptedException {
    List<String> question = new ArrayList<>(List.of("ls-remote", "--quiet", "--symref", "--"));
    question.add(origin.url());
    question.add("HEAD");
    ref.filter(name -> !Target.Commit.isWhole(name))
        .ifPresent(name -> question.addAll(List.of(HEADS + name, "refs/tags/" + name, name)));
    String what = "asking %s for its refs".formatted(origin.url());
    Answer answer = Answer.read(git.with(origin.options()).run(what, question));
    return new RemoteRefs(answer.target(ref, origin.url()), answer.defaultBranch);
  }

  private record Answer(Set<String> refs, Optional<String> defaultBranch, Optional<String> head) {

    static Answer read(String lines) {
      Set<String> refs = new HashSet<>();
      Optional<String> defaultBranch = Optional.empty();
      Optional<String> head = Optional.empty();
      for (String line : lines.split("\n", -1)) {
        int tab = line.indexOf('\t');
        String value = line.substring(0, Math.max(tab, 0));
        String name = line.substring(tab + 1);
        if (!name.equals("HEAD")) {
          refs.add(name);
        } else if (value.startsWith("ref: " + HEADS)) {
          defaultBranch =
              Optional.of(value.substring(("ref: " + HEADS).length()))
                  .filter(RepositoryRules::isRef);
        } else if (Target.Commit.isWhole(value)) {
          head = Optional.of(value);
        }
      }
      return new Answer(refs, defaultBranch, head);
    }

    /** A name means a branch before a tag, and either before an abbreviated commit. */
    Target target(Optional<String> ref, String url) {
      String name = ref.orElse("HEAD");
      if (name.equals("HEAD")) {
        return head.<Target>map(
                commit ->
                    defaultBranch
                        .<Target>map(Target.Branch::new)
                        .orElseGet(() -> new Target.Commit(commit)))
            .orElseThrow(() -> none(url, "its default branch has no commit yet"));
      }
      if (Target.Commit.isWhole(name)) {
        return new Target.Commit(name);
      }
      if (refs.contains(HEADS + name)) {
        return new Target.Branch(name);
      }
      if (refs.contains("refs/tags/" + name)) {
        return new Target.Tag(name);
      }
      if (name.startsWith("refs/") && refs.contains(name)) {
        return inFull(name);
      }
      if (Target.Commit.is(name)) {
        return new Target.Commit(name);
      }
      throw none(url, "the server has no ref '%s'".formatted(name));
    }

    private static Target inFull(String name) {
      if (name.startsWith(HEADS)) {
        return new Target.Branch(name.substring(HEADS.length()));
      }
      return name.startsWith("refs/tags/")
          ? new Target.Tag(name.substring("refs/tags/".length()))
          : new Target.Ref(name);
    }

    private static CloneException none(String url, String detail) {
      return CloneException.of(Trouble.NO_SUCH_REF, "cloning " + url, detail);
    }
  }
}
