package dev.prebuild.agent.controlplane.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The where-clause of a list: values travel as bindings, only fixed column names as text. */
public final class Conditions {
  private final List<String> clauses = new ArrayList<>();
  private final Map<String, Object> bindings = new HashMap<>();

  /** A condition without a value of the caller's, spelled as a partial index spells it. */
  public Conditions fixed(String clause) {
    clauses.add(clause);
    return this;
  }

  public Conditions equal(String column, Object value) {
    clauses.add(column + " = " + bind(value));
    return this;
  }

  public Conditions below(String column, long value) {
    clauses.add(column + " < " + bind(value));
    return this;
  }

  /** The column holds any of the values; no values, no condition. */
  public Conditions anyOf(String column, List<?> values) {
    if (!values.isEmpty()) {
      clauses.add(
          column + " in (" + String.join(", ", values.stream().map(this::bind).toList()) + ")");
    }
    return this;
  }

  /** The rows that meet all conditions, in that order, as many as the limit allows. */
  Query select(Handle handle, String columns, String table, String order, int limit) {
    String where = clauses.isEmpty() ? "" : "where " + String.join(" and ", clauses);
    String sql =
        "select %s from %s %s order by %s limit %s"
            .formatted(columns, table, where, order, bind(limit));
    return handle.createQuery(sql).bindMap(bindings);
  }

  private String bind(Object value) {
    String name = "v" + bindings.size();
    bindings.put(name, value);
    return ":" + name;
  }
}
