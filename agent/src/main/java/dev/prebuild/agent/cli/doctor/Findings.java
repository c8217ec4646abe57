package dev.prebuild.agent.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prebuild.agent.cli.doctor.Verdict.Broken;
import dev.prebuild.agent.cli.doctor.Verdict.Fine;
import dev.prebuild.agent.cli.doctor.Verdict.Warning;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.cli.output.Words;
import java.util.List;
import java.util.stream.Collectors;

/** All that was found, told. */
public record Findings(List<Finding> all) {
  private static final String CONTINUED = "\n" + " ".repeat(6);

  public Findings {
    all = List.copyOf(all);
  }

  /** Whether something does not work. */
  public boolean isBroken() {
    return count(Broken.class) > 0;
  }

  private long count(Class<? extends Verdict> kind) {
    return all.stream().filter(finding -> kind.isInstance(finding.verdict())).count();
  }

  /** A line for each finding, and below it the line that repairs it. */
  public String text(Paint paint) {
    return all.stream().map(finding -> text(finding, paint)).collect(Collectors.joining("\n"))
        + "\n\n"
        + summary();
  }

  private static String text(Finding finding, Paint paint) {
    Verdict verdict = finding.verdict();
    String mark =
        switch (verdict) {
          case Fine _ -> paint.good("ok    ");
          case Warning _ -> paint.doubtful("warn  ");
          case Broken _ -> paint.bad("broken");
        };
    String what =
        "%s  %s: %s"
            .formatted(mark, finding.subject(), verdict.what().strip())
            .replace("\n", CONTINUED + "  ");
    return what + verdict.repair().map(line -> CONTINUED + "  > " + line).orElse("");
  }

  private String summary() {
    long broken = count(Broken.class);
    long warnings = count(Warning.class);
    if (broken + warnings == 0) {
      return "all is well";
    }
    return "%d broken, %s".formatted(broken, Words.count(warnings, "warning"));
  }

  /** An object with all findings, and how many of them are bad. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("findings");
    for (Finding finding : all) {
      ObjectNode one = list.addObject();
      one.put("subject", finding.subject());
      one.put(
          "verdict",
          switch (finding.verdict()) {
            case Fine _ -> "fine";
            case Warning _ -> "warning";
            case Broken _ -> "broken";
          });
      one.put("what", finding.verdict().what());
      finding.verdict().repair().ifPresent(repair -> one.put("repair", repair));
    }
    root.put("broken", count(Broken.class));
    root.put("warnings", count(Warning.class));
    return root.toPrettyString();
  }
}
