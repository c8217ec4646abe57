package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.connect.ConnectCode.ALREADY_EXISTS;
import static dev.prebuild.agent.connect.ConnectCode.FAILED_PRECONDITION;
import static dev.prebuild.agent.connect.ConnectCode.INVALID_ARGUMENT;
import static dev.prebuild.agent.connect.ConnectCode.NOT_FOUND;

import java.util.stream.Stream;

/** The five methods that are about warm pools. */
final class WarmPoolCases {
  private static final String PENDING = "{phase: 'WARM_POOL_PHASE_PENDING', statusVersion: '1'}";

  private WarmPoolCases() {}

  static Stream<Case> all() {
    return Stream.of(create(), get(), list(), update(), delete()).flatMap(Case.Table::stream);
  }

  /** A pool without a snapshot, with these sizes. */
  private static String pool(String sizes) {
    return pool(1, sizes);
  }

  private static String pool(int specVersion, String sizes) {
    return "{warmPool: "
        + Bodies.pool(
            "$PROJECT",
            "$LARGE",
            "$RUNNER",
            "{specVersion: '%d', %s}".formatted(specVersion, sizes),
            PENDING)
        + "}";
  }

  private static String sized(String sizes) {
    return "{projectId: '$noPool', environmentClassId: '$LARGE', %s}".formatted(sizes);
  }

  private static Case.Table create() {
    String good = sized("minSize: 1, maxSize: 2");
    return Case.table("CreateWarmPool", Who.USER)
        .answers(good, pool("minSize: 1, maxSize: 2"))
        .answers(sized("minSize: 0, maxSize: 20"), pool("minSize: 0, maxSize: 20"))
        .answers(sized("minSize: 20, maxSize: 20"), pool("minSize: 20, maxSize: 20"))
        .answers(sized("minSize: '2', maxSize: 3"), pool("minSize: 2, maxSize: 3"))
        .answers(sized("maxSize: 4"), pool("minSize: 1, maxSize: 4"))
        .answers(sized("minSize: 4"), pool("minSize: 4, maxSize: 4"))
        .answers(sized("minSize: 0"), pool("minSize: 0, maxSize: 1"))
        .answers(sized("desiredSize: 3"), pool("minSize: 3, maxSize: 3, desiredSize: 3"))
        .answers(
            sized("desiredSize: 9, minSize: 1, maxSize: 2"),
            pool("minSize: 1, maxSize: 2, desiredSize: 9"))
        .refuses(
            sized("minSize: 3, maxSize: 2"), INVALID_ARGUMENT, "minSize must be at most maxSize")
        .refuses(sized("minSize: -1, maxSize: 2"), INVALID_ARGUMENT, "minSize must be 0 to 20")
        .refuses(sized("maxSize: 0"), INVALID_ARGUMENT, "maxSize must be 1 to 20, got 0")
        .refuses(sized("maxSize: 21"), INVALID_ARGUMENT, "maxSize must be 1 to 20, got 21")
        .refuses(sized("desiredSize: 21"), INVALID_ARGUMENT, "desiredSize must be 1 to 20, got 21")
        .refuses(sized("desiredSize: -1, maxSize: 2"), INVALID_ARGUMENT, "desiredSize must be")
        .refuses(sized("desiredSize: 0"), INVALID_ARGUMENT, "maxSize must be set")
        .refusesJson(sized("maxSize: 2000000000000"), "CreateWarmPoolRequest")
        .refusesJson(sized("maxSize: 1.5"), "CreateWarmPoolRequest")
        .refuses(
            "{environmentClassId: '$LARGE', maxSize: 1}", INVALID_ARGUMENT, "projectId must be set")
        .refuses(
            "{projectId: '$PROJECT', maxSize: 1}",
            INVALID_ARGUMENT,
            "environmentClassId must be set")
        .refuses(pair("x", "$LARGE"), INVALID_ARGUMENT, "projectId must be a UUID")
        .refuses(pair("$PROJECT", "x"), INVALID_ARGUMENT, "environmentClassId must be a UUID")
        .refuses(pair("$UNKNOWN", "$LARGE"), NOT_FOUND, "projectId: there is no project")
        .refuses(pair("$THEIR_PROJECT", "$SMALL"), NOT_FOUND, "projectId: there is no project")
        .refuses(pair("$PROJECT", "$UNKNOWN"), NOT_FOUND, "environmentClassId: there is no")
        .refuses(pair("$PROJECT", "$UNUSED"), FAILED_PRECONDITION, "prebuild classes of project")
        .refuses(pair("$QUIET_PROJECT", "$SMALL"), FAILED_PRECONDITION, "prebuild classes of")
        .refuses(taken("newPool"), ALREADY_EXISTS, "has a warm pool for environment class")
        .refuses(taken("leavingPool"), ALREADY_EXISTS, "has a warm pool for environment class")
        .answers(taken("deletedPool"), pool("minSize: 1, maxSize: 1"))
        .refuses(Who.STRANGER, good, NOT_FOUND, "projectId: there is no project")
        .refusesReaders(good)
        .refusesOthers(good);
  }

  private static String pair(String project, String environmentClass) {
    return "{projectId: '%s', environmentClassId: '%s', maxSize: 1}"
        .formatted(project, environmentClass);
  }

  /** A request for the pair of a pool; unknown fields are ignored, so it can name the pool. */
  private static String taken(String pool) {
    return "{existing: '$%s', projectId: '$PROJECT', environmentClassId: '$LARGE', maxSize: 1}"
        .formatted(pool);
  }

  private static Case.Table get() {
    String good = "{warmPoolId: '$newPool'}";
    String answer = pool("minSize: 1, maxSize: 3");
    return named("GetWarmPool")
        .answers(good, answer)
        .answers(
            "{warmPoolId: '$readyPool'}",
            "{warmPool: "
                + Bodies.pool(
                    "$DIRECTED_PROJECT",
                    "$SMALL",
                    "$RUNNER",
                    "{specVersion: '1', snapshotId: '<uuid>', minSize: 1, maxSize: 3}",
                    """
                    {phase: 'WARM_POOL_PHASE_DEGRADED', statusVersion: '2',
                     failureMessage: 'host: the engine is slow',
                     runningInstances: 1, stoppedInstances: 2, desiredSize: 3}""")
                + "}")
        .answers(
            "{warmPoolId: '$farPool'}",
            "{warmPool: "
                + Bodies.pool(
                    "$OTHER_PROJECT",
                    "$FAR",
                    "$OTHER_RUNNER",
                    "{specVersion: '1', minSize: 1, maxSize: 3}",
                    PENDING)
                + "}")
        .answers("{warmPoolId: '$leavingPool'}", leaving("DELETING", 2))
        .answers("{warmPoolId: '$deletedPool'}", leaving("DELETED", 3))
        .answersReaders(good, answer)
        .refusesOthers(good);
  }

  private static String leaving(String phase, int statusVersion) {
    return "{warmPool: "
        + Bodies.pool(
            "$PROJECT",
            "$LARGE",
            "$RUNNER",
            "{specVersion: '2', desiredPhase: 'WARM_POOL_PHASE_DELETED', minSize: 1, maxSize: 3}",
            "{phase: 'WARM_POOL_PHASE_%s', statusVersion: '%d'}".formatted(phase, statusVersion))
        + "}";
  }

  /** A method that names a pool by its id. */
  private static Case.Table named(String method) {
    return Case.table(method, Who.USER)
        .refuses("{}", INVALID_ARGUMENT, "warmPoolId must be set")
        .refuses("{warmPoolId: 'x'}", INVALID_ARGUMENT, "warmPoolId must be a UUID, got \"x\"")
        .refuses("{warmPoolId: '$UNKNOWN'}", NOT_FOUND, "warmPoolId: there is no warm pool")
        .refuses("{warmPoolId: '$theirPool'}", NOT_FOUND, "warmPoolId: there is no warm pool")
        .refuses(Who.STRANGER, "{warmPoolId: '$newPool'}", NOT_FOUND, "warmPoolId: there is no")
        .refusesJson("{warmPoolId: []}", method + "Request");
  }

  private static Case.Table list() {
    String one =
        Bodies.pool(
            "$PROJECT",
            "$LARGE",
            "$RUNNER",
            "{specVersion: '2', desiredPhase: 'WARM_POOL_PHASE_DELETED', minSize: 1, maxSize: 3}",
            "{phase: 'WARM_POOL_PHASE_DELETED', statusVersion: '3'}");
    String filter = "filter: {projectIds: ['$PROJECT'], environmentClassIds: ['$LARGE']}";
    String next = "{%s, pagination: {pageSize: 1, token: '$nextWarmPools'}}".formatted(filter);
    String page = "{pagination: {nextToken: '<text>'}, warmPools: [" + one + "]}";
    return Case.table("ListWarmPools", Who.USER)
        .answers(next, page)
        .answersReaders(next, page)
        .answers("{filter: {projectIds: ['$UNKNOWN']}}", "{pagination: {}}")
        .answers("{filter: {projectIds: ['$THEIR_PROJECT']}}", "{pagination: {}}")
        .answers("{filter: {environmentClassIds: ['$UNUSED']}}", "{pagination: {}}")
        .refuses("{pagination: {pageSize: 101}}", INVALID_ARGUMENT, "pageSize must be 1 to 100")
        .refuses("{pagination: {pageSize: -1}}", INVALID_ARGUMENT, "pageSize must be 1 to 100")
        .refuses("{pagination: {token: 'x'}}", INVALID_ARGUMENT, "token must be the nextToken")
        .refuses(
            "{pagination: {token: '$nextPrebuilds'}}", INVALID_ARGUMENT, "in the same list; got")
        .refuses(
            Who.STRANGER,
            "{pagination: {token: '$nextWarmPools'}}",
            INVALID_ARGUMENT,
            "pagination.token must be the nextToken")
        .refuses("{filter: {projectIds: ['x']}}", INVALID_ARGUMENT, "filter.projectIds must be")
        .refuses(
            "{filter: {environmentClassIds: ['']}}",
            INVALID_ARGUMENT,
            "filter.environmentClassIds must be")
        .refuses(
            "{filter: {environmentClassIds: %s}}".formatted(Bodies.TOO_MANY),
            INVALID_ARGUMENT,
            "filter.environmentClassIds must have at most 100 values, got 101")
        .refusesOthers("{}");
  }

  private static String change(String sizes) {
    return "{warmPoolId: '$newPool', %s}".formatted(sizes);
  }

  private static Case.Table update() {
    String good = change("minSize: 2, maxSize: 5");
    return named("UpdateWarmPool")
        .answers(good, pool(2, "minSize: 2, maxSize: 5"))
        .answers(change("minSize: 0"), pool(2, "minSize: 0, maxSize: 3"))
        .answers(change("maxSize: 20"), pool(2, "minSize: 1, maxSize: 20"))
        .answers(change("desiredSize: 4"), pool(2, "minSize: 4, maxSize: 4, desiredSize: 4"))
        .answers(
            change("desiredSize: 4, minSize: 2"), pool(2, "minSize: 2, maxSize: 3, desiredSize: 4"))
        .answers("{warmPoolId: '$newPool'}", pool(1, "minSize: 1, maxSize: 3"))
        .answers(change("minSize: 1, maxSize: 3"), pool(1, "minSize: 1, maxSize: 3"))
        .refuses(change("minSize: 4"), INVALID_ARGUMENT, "minSize must be at most maxSize")
        .refuses(change("minSize: -1"), INVALID_ARGUMENT, "minSize must be 0 to 20, got -1")
        .refuses(change("maxSize: 0"), INVALID_ARGUMENT, "maxSize must be 1 to 20, got 0")
        .refuses(change("maxSize: 21"), INVALID_ARGUMENT, "maxSize must be 1 to 20, got 21")
        .refuses(change("desiredSize: 0"), INVALID_ARGUMENT, "desiredSize must be 1 to 20, got 0")
        .refuses(change("desiredSize: 21"), INVALID_ARGUMENT, "desiredSize must be 1 to 20")
        .refuses(change("desiredSize: -1, minSize: 1"), INVALID_ARGUMENT, "desiredSize must be")
        .refusesJson(change("maxSize: 'x'"), "UpdateWarmPoolRequest")
        .refuses(
            "{warmPoolId: '$leavingPool', minSize: 1}",
            FAILED_PRECONDITION,
            "in WARM_POOL_PHASE_DELETING; it cannot be changed any more")
        .refuses(
            "{warmPoolId: '$deletedPool', minSize: 1}",
            FAILED_PRECONDITION,
            "in WARM_POOL_PHASE_DELETED; it cannot be changed any more")
        .refusesReaders(good)
        .refusesOthers(good);
  }

  private static Case.Table delete() {
    String good = "{warmPoolId: '$newPool'}";
    return named("DeleteWarmPool")
        .answers(good, "{}")
        .answers("{warmPoolId: '$readyPool'}", "{}")
        .answers("{warmPoolId: '$farPool'}", "{}")
        .answers("{warmPoolId: '$leavingPool'}", "{}")
        .answers("{warmPoolId: '$deletedPool'}", "{}")
        .refusesReaders(good)
        .refusesOthers(good);
  }
}
