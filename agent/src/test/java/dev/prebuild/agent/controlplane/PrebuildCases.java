package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.connect.ConnectCode.FAILED_PRECONDITION;
import static dev.prebuild.agent.connect.ConnectCode.INVALID_ARGUMENT;
import static dev.prebuild.agent.connect.ConnectCode.NOT_FOUND;

import java.util.stream.Stream;

/** The six methods that are about prebuilds. */
final class PrebuildCases {
  private static final String PENDING = "{phase: 'PREBUILD_PHASE_PENDING', statusVersion: '1'}";
  private static final String HOUR = "{specVersion: '1', timeout: '3600s'}";
  private static final String CANCELLED_SPEC =
      "{specVersion: '2', desiredPhase: 'PREBUILD_PHASE_CANCELLED', timeout: '3600s'}";

  private PrebuildCases() {}

  static Stream<Case> all() {
    return Stream.of(create(), get(), list(), cancel(), delete(), createLogsToken())
        .flatMap(Case.Table::stream);
  }

  private static String created(String project, String environmentClass, String spec) {
    return "{prebuild: " + Bodies.prebuild(project, environmentClass, spec, PENDING) + "}";
  }

  private static Case.Table create() {
    String good = "{projectId: '$PROJECT'}";
    return Case.table("CreatePrebuild", Who.USER)
        .answers(good, created("$PROJECT", "$SMALL", HOUR))
        .answers("{project_id: '$PROJECT', new_field: true}", created("$PROJECT", "$SMALL", HOUR))
        .answers(
            "{projectId: '$PROJECT', environmentClassId: '$LARGE'}",
            created("$PROJECT", "$LARGE", HOUR))
        .answers(
            "{projectId: '$PROJECT', spec: {specVersion: 7, timeout: '7200s', desiredPhase: 'PREBUILD_PHASE_COMPLETED'}}",
            created(
                "$PROJECT",
                "$SMALL",
                "{specVersion: '1', timeout: '7200s', desiredPhase: 'PREBUILD_PHASE_COMPLETED'}"))
        .answers(
            "{projectId: '$PROJECT', spec: {specVersion: '18446744073709551615', timeout: '0.000000001s', desiredPhase: 60}}",
            created(
                "$PROJECT",
                "$SMALL",
                "{specVersion: '1', timeout: '0.000000001s', desiredPhase: 'PREBUILD_PHASE_COMPLETED'}"))
        .answers(
            "{projectId: '$DIRECTED_PROJECT'}",
            "{prebuild: "
                + Bodies.prebuild(
                    "$DIRECTED_PROJECT",
                    "$SMALL",
                    "{id: '$EXECUTOR', principal: 'PRINCIPAL_SERVICE_ACCOUNT'}",
                    "{specVersion: '1', timeout: '1800s'}",
                    PENDING)
                + "}")
        .refuses("{}", INVALID_ARGUMENT, "projectId must be set")
        .refuses("{projectId: null}", INVALID_ARGUMENT, "projectId must be set")
        .refuses("{projectId: '1-1-1-1-1'}", INVALID_ARGUMENT, "projectId must be a UUID, got")
        .refuses("{projectId: '$UNKNOWN'}", NOT_FOUND, "projectId: there is no project")
        .refuses("{projectId: '$THEIR_PROJECT'}", NOT_FOUND, "projectId: there is no project")
        .refuses(
            "{projectId: '$QUIET_PROJECT'}", FAILED_PRECONDITION, "not among the prebuild classes")
        .refuses(
            "{projectId: '$PROJECT', environmentClassId: ''}",
            INVALID_ARGUMENT,
            "environmentClassId must be set")
        .refuses(
            "{projectId: '$PROJECT', environmentClassId: 'x'}",
            INVALID_ARGUMENT,
            "environmentClassId must be a UUID, got")
        .refuses(
            "{projectId: '$PROJECT', environmentClassId: '$UNKNOWN'}",
            NOT_FOUND,
            "environmentClassId: there is no environment class")
        .refuses(
            "{projectId: '$PROJECT', environmentClassId: '$UNUSED'}",
            FAILED_PRECONDITION,
            "environmentClassId: class")
        .refuses(timeout("0s"), INVALID_ARGUMENT, "spec.timeout must be more than 0s")
        .refuses(timeout("-1s"), INVALID_ARGUMENT, "spec.timeout must be more than 0s")
        .refuses(timeout("7200.000000001s"), INVALID_ARGUMENT, "at most 7200s, got 7200.000000001s")
        .refusesJson(timeout("1h"), "CreatePrebuildRequest")
        .refusesJson("{projectId: 7}", "projectId must be a UUID")
        .refusesJson("{projectId: {}}", "CreatePrebuildRequest")
        .refusesJson("[]", "CreatePrebuildRequest")
        .refuses(desired("'PREBUILD_PHASE_DELETED'"), INVALID_ARGUMENT, "spec.desiredPhase")
        .refuses(desired("10"), INVALID_ARGUMENT, "spec.desiredPhase of a new prebuild must be")
        .refuses(desired("77"), INVALID_ARGUMENT, "spec.desiredPhase of a new prebuild must be")
        .refuses(Who.STRANGER, good, NOT_FOUND, "projectId: there is no project")
        .refusesReaders(good)
        .refusesOthers(good);
  }

  private static String timeout(String timeout) {
    return "{projectId: '$PROJECT', spec: {timeout: '%s'}}".formatted(timeout);
  }

  private static String desired(String phase) {
    return "{projectId: '$PROJECT', spec: {desiredPhase: %s}}".formatted(phase);
  }

  private static Case.Table get() {
    String good = "{prebuildId: '$waiting'}";
    String answer = created("$OTHER_PROJECT", "$FAR", HOUR);
    return named("GetPrebuild")
        .answers(good, answer)
        .answers(
            "{prebuildId: '$completed'}",
            "{prebuild: "
                + Bodies.prebuild(
                    "$PROJECT",
                    "$SMALL",
                    HOUR,
                    """
                    {phase: 'PREBUILD_PHASE_COMPLETED', statusVersion: '2',
                     completionTime: '2026-03-01T12:00:00Z', environmentId: '$UNKNOWN',
                     warningMessage: 'the dev container failed to build',
                     logUrl: 'https://host.example/logs', snapshotSizeBytes: '5000000000'}""")
                + "}")
        .answersReaders(good, answer)
        .refusesOthers(good);
  }

  /** A method that takes the id of a prebuild and nothing else. */
  private static Case.Table named(String method) {
    return Case.table(method, Who.USER)
        .refuses("{}", INVALID_ARGUMENT, "prebuildId must be set")
        .refuses("{prebuildId: 'x'}", INVALID_ARGUMENT, "prebuildId must be a UUID, got \"x\"")
        .refuses("{prebuildId: '$UNKNOWN'}", NOT_FOUND, "prebuildId: there is no prebuild")
        .refuses("{prebuildId: '$theirs'}", NOT_FOUND, "prebuildId: there is no prebuild")
        .refuses(Who.STRANGER, "{prebuildId: '$waiting'}", NOT_FOUND, "prebuildId: there is no")
        .refusesJson("{prebuildId: {}}", method + "Request");
  }

  private static Case.Table list() {
    String first = "{filter: {projectIds: ['$OTHER_PROJECT']}, pagination: {pageSize: 1}}";
    String one = Bodies.prebuild("$OTHER_PROJECT", "$FAR", HOUR, PENDING);
    String next =
        "{filter: {projectIds: ['$OTHER_PROJECT']}, pagination: {pageSize: 1, token: '$nextPrebuilds'}}";
    String page = "{pagination: {nextToken: '<text>'}, prebuilds: [" + one + "]}";
    return Case.table("ListPrebuilds", Who.USER)
        .answers(next, page)
        .answersReaders(next, page)
        .answers("{filter: {projectIds: ['$UNKNOWN']}}", "{pagination: {}}")
        .answers("{filter: {creatorIds: ['$UNKNOWN']}}", "{pagination: {}}")
        .answers("{filter: {executorIds: ['$UNKNOWN']}}", "{pagination: {}}")
        .answers("{filter: {projectIds: ['$THEIR_PROJECT']}}", "{pagination: {}}")
        .answers("{filter: {triggeredBy: ['PREBUILD_TRIGGER_SCHEDULED']}}", "{pagination: {}}")
        .answers("{filter: {phases: [50]}}", "{pagination: {}}")
        .refuses("{pagination: {pageSize: 101}}", INVALID_ARGUMENT, "pageSize must be 1 to 100")
        .refuses("{pagination: {pageSize: -1}}", INVALID_ARGUMENT, "pageSize must be 1 to 100")
        .refuses("{pagination: {token: 'x'}}", INVALID_ARGUMENT, "token must be the nextToken")
        .refuses(
            "{pagination: {token: '$nextWarmPools'}}", INVALID_ARGUMENT, "in the same list; got")
        .refuses(
            Who.STRANGER,
            "{pagination: {token: '$nextPrebuilds'}}",
            INVALID_ARGUMENT,
            "pagination.token must be the nextToken")
        .refuses("{filter: {projectIds: ['x']}}", INVALID_ARGUMENT, "filter.projectIds must be")
        .refuses("{filter: {creatorIds: ['x']}}", INVALID_ARGUMENT, "filter.creatorIds must be")
        .refuses("{filter: {executorIds: ['']}}", INVALID_ARGUMENT, "filter.executorIds must be")
        .refuses(
            "{filter: {projectIds: %s}}".formatted(Bodies.TOO_MANY),
            INVALID_ARGUMENT,
            "filter.projectIds must have at most 100 values, got 101")
        .refuses(
            "{filter: {phases: %s}}".formatted(Bodies.TOO_MANY.replace("'$UNKNOWN'", "10")),
            INVALID_ARGUMENT,
            "filter.phases must have at most 100 values, got 101")
        .refusesOthers(first);
  }

  private static Case.Table cancel() {
    String good = "{prebuildId: '$waiting'}";
    return named("CancelPrebuild")
        .answers(
            good,
            "{prebuild: "
                + Bodies.prebuild(
                    "$OTHER_PROJECT",
                    "$FAR",
                    CANCELLED_SPEC,
                    "{phase: 'PREBUILD_PHASE_CANCELLED', statusVersion: '2'}")
                + "}")
        .answers("{prebuildId: '$leased'}", cancelling(2))
        .answers("{prebuildId: '$running'}", cancelling(3))
        .answers("{prebuildId: '$cancelling'}", cancelling(2))
        .refuses("{prebuildId: '$completed'}", FAILED_PRECONDITION, "in PREBUILD_PHASE_COMPLETED")
        .refuses("{prebuildId: '$failed'}", FAILED_PRECONDITION, "in PREBUILD_PHASE_FAILED")
        .refuses("{prebuildId: '$deleting'}", FAILED_PRECONDITION, "in PREBUILD_PHASE_DELETING")
        .refuses("{prebuildId: '$deleted'}", FAILED_PRECONDITION, "in PREBUILD_PHASE_DELETED")
        .refusesReaders(good)
        .refusesOthers(good);
  }

  private static String cancelling(int statusVersion) {
    return "{prebuild: "
        + Bodies.prebuild(
            "$PROJECT",
            "$SMALL",
            CANCELLED_SPEC,
            "{phase: 'PREBUILD_PHASE_CANCELLING', statusVersion: '%d'}".formatted(statusVersion))
        + "}";
  }

  private static Case.Table delete() {
    Case.Table table = named("DeletePrebuild");
    Stream.of("waiting", "leased", "running", "completed", "failed", "cancelling", "cancelled")
        .forEach(any -> table.answers("{prebuildId: '$%s'}".formatted(any), "{}"));
    return table
        .answers("{prebuildId: '$deleting'}", "{}")
        .answers("{prebuildId: '$deleted'}", "{}")
        .refusesReaders("{prebuildId: '$waiting'}")
        .refusesOthers("{prebuildId: '$waiting'}");
  }

  private static Case.Table createLogsToken() {
    Case.Table table = named("CreatePrebuildLogsToken");
    Stream.of("waiting", "leased", "running", "completed", "failed", "cancelling", "cancelled")
        .forEach(
            any -> table.answers("{prebuildId: '$%s'}".formatted(any), "{accessToken: '<text>'}"));
    return table
        .refuses("{prebuildId: '$deleting'}", FAILED_PRECONDITION, "its logs are gone with it")
        .refuses("{prebuildId: '$deleted'}", FAILED_PRECONDITION, "its logs are gone with it")
        .refusesReaders("{prebuildId: '$waiting'}")
        .refusesOthers("{prebuildId: '$waiting'}");
  }
}
