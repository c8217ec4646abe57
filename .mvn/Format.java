import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks or rewrites every Java source below a folder: {@code Format check|rewrite FOLDER}. */
final class Format {
  private Format() {}

  public static void main(String[] arguments) throws IOException, FormatterException {
    boolean rewrite = arguments[0].equals("rewrite");
    List<Path> wrong = new ArrayList<>();
    try (var files = Files.walk(Path.of(arguments[1]))) {
      for (Path file : files.filter(Format::isSource).toList()) {
        String source = Files.readString(file);
        String formatted = format(source);
        if (!formatted.equals(source)) {
          wrong.add(file);
          if (rewrite) {
            Files.writeString(file, formatted);
          }
        }
      }
    }
    if (!rewrite && !wrong.isEmpty()) {
      wrong.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("mvn process-sources -N -Dformat=rewrite puts them in shape");
      System.exit(1);
    }
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java") && !file.toString().contains("/target/");
  }

  private static String format(String source) throws FormatterException {
    String tidy =
        ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(source), Style.GOOGLE);
    return new Formatter().formatSource(tidy);
  }
}
