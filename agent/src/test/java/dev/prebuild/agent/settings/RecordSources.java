package dev.prebuild.agent.settings;

import static java.util.stream.Collectors.joining;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Records and enumerations as their sources tell them, with what is said of each component. */
final class RecordSources {
  private final Map<String, RecordSource> records = new HashMap<>();
  private final Map<String, List<String>> constants = new HashMap<>();

  /**
   * A record.
   *
   * @param text what its doc comment says of it, but for the components
   */
  record RecordSource(String text, List<Component> components) {}

  /**
   * A component of a record.
   *
   * @param type as it is written, with its annotations
   * @param annotations in front of it
   * @param text what is said of it; empty if nothing is
   */
  record Component(String name, String type, String annotations, String text) {}

  private RecordSources() {}

  /** All of a folder. */
  static RecordSources in(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    RecordSources sources = new RecordSources();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        var paths = Files.list(folder)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(
                      paths.filter(path -> path.toString().endsWith(".java")).sorted().toList()));
      DocTrees comments = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(sources, comments).scan(unit, null);
      }
    }
    return sources;
  }

  Optional<RecordSource> find(String name) {
    return Optional.ofNullable(records.get(name));
  }

  /** What a name means within a record: one of its own types, else one that stands alone. */
  String resolve(String enclosing, String name) {
    String nested = enclosing + "." + name;
    return records.containsKey(nested) || constants.containsKey(nested) ? nested : name;
  }

  Optional<List<String>> constants(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final RecordSources sources;
    private final DocTrees comments;

    Reader(RecordSources sources, DocTrees comments) {
      this.sources = sources;
      this.comments = comments;
    }

    @Override
    @SuppressWarnings("VoidUsed") // There is nothing to hand on, and no other way not to.
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      String name = qualified(tree);
      if (tree.getKind() == Tree.Kind.RECORD) {
        sources.records.put(name, record(tree));
      } else if (tree.getKind() == Tree.Kind.ENUM) {
        sources.constants.put(name, fields(tree).map(field -> field.getName().toString()).toList());
      }
      return super.visitClass(tree, unused);
    }

    private String qualified(ClassTree tree) {
      Tree parent = getCurrentPath().getParentPath().getLeaf();
      return (parent instanceof ClassTree outer ? outer.getSimpleName() + "." : "")
          + tree.getSimpleName();
    }

    private RecordSource record(ClassTree tree) {
      Optional<DocCommentTree> comment =
          Optional.ofNullable(comments.getDocCommentTree(getCurrentPath()));
      return new RecordSource(
          comment.map(doc -> text(doc.getFullBody())).orElse(""),
          fields(tree)
              .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
              .map(field -> component(field, comment))
              .toList());
    }

    private static Stream<VariableTree> fields(ClassTree tree) {
      return tree.getMembers().stream()
          .filter(VariableTree.class::isInstance)
          .map(VariableTree.class::cast);
    }

    private static Component component(VariableTree field, Optional<DocCommentTree> comment) {
      String name = field.getName().toString();
      String text =
          comment.stream()
              .flatMap(doc -> doc.getBlockTags().stream())
              .filter(ParamTree.class::isInstance)
              .map(ParamTree.class::cast)
              .filter(parameter -> parameter.getName().getName().contentEquals(name))
              .map(parameter -> text(parameter.getDescription()))
              .collect(joining());
      return new Component(name, field.getType().toString(), field.getModifiers().toString(), text);
    }

    /** With inline tags as Markdown has them. */
    private static String text(List<? extends DocTree> parts) {
      return parts.stream()
          .map(Object::toString)
          .collect(joining())
          .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
          .replaceAll("\\{@link\\s+#?([^}]*)}", "`$1`")
          .replaceAll("\\s+", " ")
          .strip();
    }
  }
}
