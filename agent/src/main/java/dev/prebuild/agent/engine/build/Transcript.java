package dev.prebuild.agent.engine.build;

import dev.prebuild.snapshot.host.PrebuildLog;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a build prints: goes into the prebuild's log, and its end into the message of a failure. */
public final class Transcript implements Consumer<String> {
  /** The step of a prebuild that its image belongs to. */
  public static final String STEP = "image";

  private static final int MOST_LAST_LINES = 20;
  private static final int LONGEST_LAST_LINE = 400;

  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
  private static final Pattern INSTRUCTION = Pattern.compile("Step \\d+/\\d+ : (.*)");
  private static final Pattern CONTAINER = Pattern.compile(" ---> Running in ([0-9a-f]{12,64})");

  /** What the engine says of its own doings. */
  private static final Pattern ASIDE =
      Pattern.compile(" ---> .*|Removing intermediate container .*");

  private final PrebuildLog log;
  private final UUID prebuildId;
  private final ArrayDeque<String> last = new ArrayDeque<>();
  private Optional<String> instruction = Optional.empty();
  private Optional<String> container = Optional.empty();

  public Transcript(PrebuildLog log, UUID prebuildId) {
    this.log = log;
    this.prebuildId = prebuildId;
  }

  /** Takes a line. */
  @Override
  public synchronized void accept(String line) {
    log.say(prebuildId, STEP, line);
    String plain = COLOUR.matcher(line).replaceAll("");
    Matcher begins = INSTRUCTION.matcher(plain);
    Matcher runs = CONTAINER.matcher(plain);
    if (begins.matches()) {
      instruction = Optional.of(shortened(begins.group(1)));
      last.clear();
    } else if (runs.matches()) {
      container = Optional.of(runs.group(1));
    } else if (!plain.isBlank() && !ASIDE.matcher(plain).matches()) {
      last.addLast(shortened(plain));
      if (last.size() > MOST_LAST_LINES) {
        last.removeFirst();
      }
    }
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LAST_LINE ? line : line.substring(0, LONGEST_LAST_LINE) + "…";
  }

  /** The instruction of the Dockerfile that it has come to. */
  public synchronized Optional<String> instruction() {
    return instruction;
  }

  /** The container that runs it, or has run it; as the build puts it, so not to be trusted. */
  public synchronized Optional<String> container() {
    return container;
  }

  /** The last lines that this instruction has printed. */
  public synchronized List<String> lastLines() {
    return List.copyOf(last);
  }
}
