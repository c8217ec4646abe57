package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.connect.ConnectCode.ABORTED;
import static dev.prebuild.agent.connect.ConnectCode.FAILED_PRECONDITION;
import static dev.prebuild.agent.connect.ConnectCode.INVALID_ARGUMENT;
import static dev.prebuild.agent.connect.ConnectCode.NOT_FOUND;
import static dev.prebuild.agent.connect.ConnectCode.PERMISSION_DENIED;

import java.util.Collections;
import java.util.stream.Stream;

/** The three methods for agents. */
final class RunnerCases {
  /** What every answer names: the classes of the catalog that this runner serves. */
  private static final String CLASSES =
      """
      environmentClasses: [
        {id: '$SMALL', name: 'small', image: 'debian:13', nanoCpus: '1500000000',
         memoryBytes: '536870912', processes: '512', diskBytes: '3221225472', network: 'none',
         allowances: {newPrivileges: true, capabilities: ['SYS_PTRACE'], mountTypes: ['tmpfs']},
         standby: {readyCommand: ['test', '-e', '/ready'], readyTimeout: '30s', paused: true}},
        {id: '$LARGE', name: 'large', image: 'debian:13', processes: '4096', allowances: {},
         standby: {}},
        {id: '%s', name: 'unused', image: 'debian:13', processes: '4096', allowances: {},
         standby: {}}]"""
          .formatted(TestCatalog.UNUSED);

  private static final String REFERENCE =
      "registry.example:5000/team/snapshots@sha256:" + "0123456789abcdef".repeat(4);

  private RunnerCases() {}

  static Stream<Case> all() {
    return Stream.of(sync(), reportPrebuild(), reportPool()).flatMap(Case.Table::stream);
  }

  private static String says(String rest) {
    return "{runnerId: '$RUNNER', host: 'new-host', %s}".formatted(rest);
  }

  private static Case.Table sync() {
    String good = says("state: {prebuildCapacity: 0, instanceCapacity: 0}");
    String always = "revision: '<text>', logsTokenKey: '<text>', " + CLASSES;
    String nothing = "{%s}".formatted(always);
    String unknownIsDeleted = "{%s, deletedSnapshots: ['$UNKNOWN']}".formatted(always);
    String tooMany = String.join(",", Collections.nCopies(10_001, "'$UNKNOWN'"));
    return Case.table("Sync", Who.RUNNER)
        .answers(good, nothing)
        .answers(
            says(
                """
                knownRevision: '7', wait: '60s',
                state: {cordoned: true, canPull: true, snapshots: {ids: ['$UNKNOWN']}}"""),
            unknownIsDeleted)
        .answers(
            says(
                "state: {snapshots: {ids: ['$UNKNOWN'], references: {'%s': '%s'}}}"
                    .formatted(TestCatalog.UNKNOWN, REFERENCE)),
            unknownIsDeleted)
        .refuses("{}", INVALID_ARGUMENT, "runnerId must be set")
        .refuses("{runnerId: 'x'}", INVALID_ARGUMENT, "runnerId must be a UUID, got \"x\"")
        .refuses("{runnerId: '$UNKNOWN'}", PERMISSION_DENIED, "runnerId: this token is not")
        .refuses(Who.OTHER_RUNNER, good, PERMISSION_DENIED, "runnerId: this token is not")
        .refuses("{runnerId: '$RUNNER'}", INVALID_ARGUMENT, "host must be a name of")
        .refuses(
            "{runnerId: '$RUNNER', host: '-x'}", INVALID_ARGUMENT, "host must be a name of A-Z")
        .refuses(
            "{runnerId: '$RUNNER', host: '%s'}".formatted("x".repeat(254)),
            INVALID_ARGUMENT,
            "at most 253 characters; got")
        .refuses(
            "{runnerId: '$RUNNER', host: 'never-heard-of'}",
            NOT_FOUND,
            "host: nothing was ever heard of host never-heard-of")
        .refuses(says("wait: '-1s'"), INVALID_ARGUMENT, "wait must be a duration of at least 0s")
        .refusesJson(says("wait: 'x'"), "SyncRequest")
        .refuses(says("state: {prebuildCapacity: -1}"), INVALID_ARGUMENT, "state.prebuildCapacity")
        .refuses(
            says("state: {prebuildCapacity: 100001}"),
            INVALID_ARGUMENT,
            "state.prebuildCapacity must be 0 to 100000, got 100001")
        .refuses(says("state: {instanceCapacity: -1}"), INVALID_ARGUMENT, "state.instanceCapacity")
        .refuses(
            says("state: {instanceCapacity: 100001}"),
            INVALID_ARGUMENT,
            "state.instanceCapacity must be 0 to 100000, got 100001")
        .refuses(
            says("state: {snapshots: {ids: ['x']}}"),
            INVALID_ARGUMENT,
            "state.snapshots.ids must be a UUID")
        .refuses(
            says("state: {snapshots: {ids: [%s]}}".formatted(tooMany)),
            INVALID_ARGUMENT,
            "state.snapshots.ids must have at most 10000 values, got 10001")
        .refuses(
            says("state: {snapshots: {references: {'x': '%s'}}}".formatted(REFERENCE)),
            INVALID_ARGUMENT,
            "state.snapshots.references must be a UUID")
        .refuses(
            says(
                "state: {snapshots: {references: {'%s': '%s'}}}"
                    .formatted(TestCatalog.UNKNOWN, REFERENCE)),
            INVALID_ARGUMENT,
            "state.snapshots.references must be of snapshots in state.snapshots.ids")
        .refuses(
            says(
                "state: {snapshots: {ids: ['$UNKNOWN'], references: {'%s': 'registry.example/a:b'}}}"
                    .formatted(TestCatalog.UNKNOWN)),
            INVALID_ARGUMENT,
            "state.snapshots.references: a snapshot's reference must be HOST")
        .refuses(
            says(
                "state: {snapshots: {ids: ['$UNKNOWN'], references: {'%s': 'r.example/%s'}}}"
                    .formatted(TestCatalog.UNKNOWN, "a".repeat(400))),
            INVALID_ARGUMENT,
            "must have at most 400 characters")
        .refusesOthers(good);
  }

  private static String prebuild(String name, String status) {
    return "{prebuildId: '$%s', host: 'host', status: {%s}}".formatted(name, status);
  }

  private static String phase(String phase, int version) {
    return "phase: 'PREBUILD_PHASE_%s', statusVersion: '%d'".formatted(phase, version);
  }

  private static Case.Table reportPrebuild() {
    String running = phase("RUNNING", 2);
    String good = prebuild("leased", running);
    String full =
        """
        phase: 'PREBUILD_PHASE_COMPLETED', statusVersion: '9',
        completionTime: '2026-03-01T11:59:00Z', environmentId: '$UNKNOWN',
        warningMessage: 'w', logUrl: 'https://host.example/logs',
        snapshotSizeBytes: '9007199254740993'""";
    return Case.table("ReportPrebuildStatus", Who.RUNNER)
        .answers(good, "{status: {%s}}".formatted(running))
        .answers(prebuild("running", running), "{status: {%s}}".formatted(running))
        .answers(prebuild("leased", full), "{status: {%s}}".formatted(full))
        .answers(
            prebuild("leased", phase("FAILED", 2) + ", failureMessage: 'f'"),
            """
            {status: {phase: 'PREBUILD_PHASE_FAILED', statusVersion: '2', failureMessage: 'f',
              completionTime: '2026-03-01T12:00:00.123456Z'}}""")
        .answers(
            prebuild("leased", phase("SNAPSHOTTING", 2) + ", snapshotCompletionPercentage: 100"),
            "{status: {%s, snapshotCompletionPercentage: 100}}".formatted(phase("SNAPSHOTTING", 2)))
        .answers(
            prebuild("cancelling", phase("CANCELLED", 3)),
            "{status: {%s}}".formatted(phase("CANCELLED", 3)))
        .answers(
            prebuild("deleting", phase("DELETED", 3)),
            "{status: {%s}}".formatted(phase("DELETED", 3)))
        .refuses("{}", INVALID_ARGUMENT, "prebuildId must be set")
        .refuses("{prebuildId: 'x'}", INVALID_ARGUMENT, "prebuildId must be a UUID, got")
        .refuses(
            "{prebuildId: '$leased', status: {%s}}".formatted(running),
            INVALID_ARGUMENT,
            "host must be a name of")
        .refuses(prebuild("UNKNOWN", running), NOT_FOUND, "prebuildId: the runner has no prebuild")
        .refuses(prebuild("waiting", running), NOT_FOUND, "prebuildId: the runner has no prebuild")
        .refuses(Who.OTHER_RUNNER, good, NOT_FOUND, "prebuildId: the runner has no prebuild")
        .refuses(
            good.replace("'host'", "'elsewhere'"),
            FAILED_PRECONDITION,
            "is leased to host host, not to elsewhere")
        .refuses(
            Who.OTHER_RUNNER,
            prebuild("waiting", running),
            FAILED_PRECONDITION,
            "is leased to no host, not to host")
        .refuses(prebuild("leased", "statusVersion: 2"), INVALID_ARGUMENT, "status.phase must be")
        .refuses(prebuild("leased", "phase: 77"), INVALID_ARGUMENT, "status.phase must be one of")
        .refuses(
            prebuild("leased", phase("SNAPSHOTTING", 2) + ", snapshotCompletionPercentage: 101"),
            INVALID_ARGUMENT,
            "status.snapshotCompletionPercentage must be 0 to 100, got 101")
        .refuses(
            prebuild("leased", phase("SNAPSHOTTING", 2) + ", snapshotCompletionPercentage: -1"),
            INVALID_ARGUMENT,
            "status.snapshotCompletionPercentage must be 0 to 100, got -1")
        .refuses(
            prebuild("leased", running + ", snapshotCompletionPercentage: 1"),
            INVALID_ARGUMENT,
            "status.snapshotCompletionPercentage must be unset in PREBUILD_PHASE_RUNNING")
        .refuses(
            prebuild("leased", phase("COMPLETED", 2) + ", snapshotSizeBytes: -1"),
            INVALID_ARGUMENT,
            "status.snapshotSizeBytes must not be negative, got -1")
        .refuses(
            prebuild("leased", running + ", snapshotSizeBytes: 1"),
            INVALID_ARGUMENT,
            "status.snapshotSizeBytes must be unset in PREBUILD_PHASE_RUNNING")
        .refuses(
            prebuild("leased", running + ", environmentId: 'x'"),
            INVALID_ARGUMENT,
            "status.environmentId must be a UUID")
        .refusesJson(
            prebuild("leased", running + ", completionTime: 'noon'"), "ReportPrebuildStatusRequest")
        .refuses(prebuild("leased", phase("RUNNING", 0)), ABORTED, "0 is older than the stored 1")
        .refuses(prebuild("leased", phase("RUNNING", 1)), ABORTED, "1 is stored with another")
        .refuses(
            prebuild("running", phase("STARTING", 3)),
            FAILED_PRECONDITION,
            "status.phase: PREBUILD_PHASE_STARTING cannot follow PREBUILD_PHASE_RUNNING")
        .refuses(prebuild("running", phase("CANCELLED", 3)), FAILED_PRECONDITION, "cannot follow")
        .refuses(prebuild("running", phase("DELETED", 3)), FAILED_PRECONDITION, "cannot follow")
        .refuses(prebuild("completed", phase("FAILED", 3)), FAILED_PRECONDITION, "cannot follow")
        .refuses(
            prebuild("cancelling", phase("COMPLETED", 3)), FAILED_PRECONDITION, "cannot follow")
        .refuses(prebuild("deleting", phase("COMPLETED", 3)), FAILED_PRECONDITION, "cannot follow")
        .refusesOthers(good);
  }

  private static String pool(String name, String status) {
    return "{warmPoolId: '$%s', host: 'host', status: {%s}}".formatted(name, status);
  }

  private static String poolPhase(String phase, int version) {
    return "phase: 'WARM_POOL_PHASE_%s', statusVersion: '%d'".formatted(phase, version);
  }

  private static Case.Table reportPool() {
    String ready = poolPhase("READY", 2);
    String good = pool("newPool", ready);
    String full =
        poolPhase("DEGRADED", 4)
            + ", failureMessage: 'f', runningInstances: 1, stoppedInstances: 2, desiredSize: 20";
    return Case.table("ReportWarmPoolStatus", Who.RUNNER)
        .answers(good, "{status: {%s}}".formatted(ready))
        .answers(pool("newPool", full), "{status: {%s}}".formatted(full))
        .answers(
            pool("leavingPool", poolPhase("DELETING", 1)),
            "{status: {%s}}".formatted(poolPhase("DELETING", 1)))
        .refuses("{}", INVALID_ARGUMENT, "warmPoolId must be set")
        .refuses("{warmPoolId: 'x'}", INVALID_ARGUMENT, "warmPoolId must be a UUID, got")
        .refuses(
            "{warmPoolId: '$newPool', status: {%s}}".formatted(ready),
            INVALID_ARGUMENT,
            "host must be a name of")
        .refuses(pool("UNKNOWN", ready), NOT_FOUND, "warmPoolId: the runner has no warm pool")
        .refuses(pool("farPool", ready), NOT_FOUND, "warmPoolId: the runner has no warm pool")
        .refuses(Who.OTHER_RUNNER, good, NOT_FOUND, "warmPoolId: the runner has no warm pool")
        .refuses(
            good.replace("'host'", "'elsewhere'"),
            NOT_FOUND,
            "host: host elsewhere has no share of warm pool")
        .refuses(pool("deletedPool", ready), NOT_FOUND, "host: host host has no share of warm pool")
        .refuses(pool("newPool", "statusVersion: 2"), INVALID_ARGUMENT, "status.phase must be")
        .refuses(pool("newPool", "phase: 77"), INVALID_ARGUMENT, "status.phase must be one of")
        .refuses(
            pool("newPool", ready + ", runningInstances: -1"),
            INVALID_ARGUMENT,
            "status.runningInstances must be 0 to 10000")
        .refuses(
            pool("newPool", ready + ", stoppedInstances: -1"),
            INVALID_ARGUMENT,
            "status.stoppedInstances must be 0 to 10000")
        .refuses(
            pool("newPool", ready + ", desiredSize: 21"),
            INVALID_ARGUMENT,
            "status.desiredSize must be 0 to 20, got 21")
        .refusesJson(pool("newPool", "statusVersion: -1"), "ReportWarmPoolStatusRequest")
        .refuses(pool("readyPool", poolPhase("READY", 0)), ABORTED, "0 is older than the stored 1")
        .refuses(pool("readyPool", poolPhase("READY", 1)), ABORTED, "1 is stored with another")
        .refuses(
            pool("newPool", poolPhase("DELETED", 2)),
            FAILED_PRECONDITION,
            "status.phase: WARM_POOL_PHASE_DELETED cannot follow")
        .refusesOthers(good);
  }
}
