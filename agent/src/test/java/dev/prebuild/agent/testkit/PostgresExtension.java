package dev.prebuild.agent.testkit;

import dev.prebuild.agent.testkit.TestPostgres.Durability;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link TestPostgres} as a parameter: one for the whole run, started for the first
 * that asks. A test that stops or kills the server starts one of its own.
 */
public final class PostgresExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestPostgres.class;
  }

  /** The store of the root closes it at the end of the run. */
  @Override
  public TestPostgres resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(PostgresExtension.class))
        .computeIfAbsent(TestPostgres.class, _ -> start(), TestPostgres.class);
  }

  private static TestPostgres start() {
    try {
      return TestPostgres.start(Durability.NONE);
    } catch (Exception e) {
      throw new ParameterResolutionException("a PostgreSQL server could not be started", e);
    }
  }
}
