package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Excerpt;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML within limits. Of what YAML makes of plain words only {@code true}, {@code false} and
 * {@code null} are kept; all others, numbers and dates too, are texts.
 */
final class LimitedYaml {
  /** Size up to which a file is read, in bytes. */
  static final int MOST_BYTES = 1 << 20;

  private static final int MOST_ALIASES = 50;
  private static final int MOST_NESTED = 32;

  private LimitedYaml() {}

  /**
   * Reads a file; empty if there is nothing in it.
   *
   * @throws InvalidAutomationsException if it is no YAML, or beyond the limits
   */
  static Optional<Object> read(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setNestingDepthLimit(MOST_NESTED);
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    DumperOptions unused = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new PlainConstructor(options),
            new Representer(unused),
            unused,
            options,
            new PlainResolver());
    try {
      return Optional.ofNullable(yaml.<Object>load(text));
    } catch (MarkedYAMLException e) {
      throw new InvalidAutomationsException(
          "%s cannot be read as YAML%s: %s"
              .formatted(
                  file, place(e.getProblemMark()), Excerpt.of(String.valueOf(e.getProblem()))),
          e);
    } catch (YAMLException e) {
      throw new InvalidAutomationsException(
          "%s cannot be read as YAML: %s"
              .formatted(file, Excerpt.of(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static String place(@Nullable Mark mark) {
    return mark == null
        ? ""
        : ", line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static final class PlainResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
      addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
      addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
      addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
    }
  }

  /** Makes nothing but texts, truths, lists and maps, whatever tag a file has. */
  private static final class PlainConstructor extends SafeConstructor {
    private static final Set<Tag> KNOWN = Set.of(Tag.STR, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

    PlainConstructor(LoaderOptions options) {
      super(options);
      yamlConstructors.keySet().removeIf(tag -> tag != null && !KNOWN.contains(tag));
    }
  }
}
