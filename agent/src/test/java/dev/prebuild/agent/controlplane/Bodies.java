package dev.prebuild.agent.controlplane;

import java.util.Collections;

/** Pieces that the tables of {@link Case}s have in common. */
final class Bodies {
  /** More values than a filter may have. */
  static final String TOO_MANY =
      "[" + String.join(",", Collections.nCopies(101, "'$UNKNOWN'")) + "]";

  private Bodies() {}

  /** A prebuild that the user has asked for, as a whole. */
  static String prebuild(String project, String environmentClass, String spec, String status) {
    return prebuild(
        project, environmentClass, "{id: '$USER', principal: 'PRINCIPAL_USER'}", spec, status);
  }

  static String prebuild(
      String project, String environmentClass, String executor, String spec, String status) {
    return """
    {id: '<uuid>',
     metadata: {
       organizationId: '$ORGANIZATION', projectId: '%s', environmentClassId: '%s',
       creator: {id: '$USER', principal: 'PRINCIPAL_USER'}, executor: %s,
       createdAt: '2026-03-01T12:00:00.123456Z', updatedAt: '2026-03-01T12:00:00.123456Z',
       triggeredBy: 'PREBUILD_TRIGGER_MANUAL'},
     spec: %s,
     status: %s}"""
        .formatted(project, environmentClass, executor, spec, status);
  }

  static String pool(
      String project, String environmentClass, String runner, String spec, String status) {
    return """
    {id: '<uuid>',
     metadata: {
       organizationId: '$ORGANIZATION', projectId: '%s', environmentClassId: '%s', runnerId: '%s',
       createdAt: '2026-03-01T12:00:00.123456Z', updatedAt: '2026-03-01T12:00:00.123456Z'},
     spec: %s,
     status: %s}"""
        .formatted(project, environmentClass, runner, spec, status);
  }
}
