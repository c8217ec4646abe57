package dev.prebuild.snapshot.devcontainer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Arguments for the engine's {@code run} command, as far as they are about privileges.
 *
 * @param others those that are about something else
 */
record RunArguments(
    boolean privileged,
    boolean init,
    Set<String> capAdd,
    Set<String> securityOpt,
    List<String> others) {

  /** Reads them, with their values as the next word or behind an equals sign. */
  static RunArguments read(List<String> words) {
    boolean privileged = false;
    boolean init = false;
    Set<String> capAdd = new LinkedHashSet<>();
    Set<String> securityOpt = new LinkedHashSet<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean isFollowed = i + 1 < words.size();
      if (word.startsWith("--cap-add=")) {
        capAdd.add(value(word));
      } else if (word.equals("--cap-add") && isFollowed) {
        capAdd.add(words.get(++i));
      } else if (word.startsWith("--security-opt=")) {
        securityOpt.add(value(word));
      } else if (word.equals("--security-opt") && isFollowed) {
        securityOpt.add(words.get(++i));
      } else if (word.equals("--privileged") || word.equals("--privileged=true")) {
        privileged = true;
      } else if (word.equals("--init") || word.equals("--init=true")) {
        init = true;
      } else if (!word.equals("--privileged=false") && !word.equals("--init=false")) {
        others.add(word);
      }
    }
    return new RunArguments(privileged, init, capAdd, securityOpt, others);
  }

  private static String value(String word) {
    return word.substring(word.indexOf('=') + 1);
  }
}
