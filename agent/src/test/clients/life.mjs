// The life of a prebuild and of a warm pool, from its beginning to its end, as any client of the API lives it.
//
// A client here is what a program hands in: a way to call a method and to walk over pages, in proto3 JSON, and to tell
// whether an error of its library means what the server meant.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { agentUrl, gates, gated, quick } from "./environment.mjs";

const LIMIT_MILLIS = 60_000;
const PAUSE_MILLIS = 50;

/** Says what has been shown to work. */
export const step = (what) => console.log(`ok: ${what}`);

/** Looks again and again until it sees what is awaited; returns that. */
async function eventually(what, look, isIt) {
  const deadline = Date.now() + LIMIT_MILLIS;
  for (;;) {
    const seen = await look();
    if (isIt(seen)) {
      return seen;
    }
    assert.ok(Date.now() < deadline, `awaited in vain: ${what}; seen instead: ${JSON.stringify(seen)}`);
    await pause(PAUSE_MILLIS);
  }
}

/** Expects a call to end in an error of the client's own kind, with that code. */
export async function refused(client, code, call) {
  await assert.rejects(call, (error) => {
    client.assertIs(error, code);
    return true;
  });
}

/** Lives it all. `connect` makes a client that uses a given token. */
export async function life(connect, token) {
  const client = connect(token);
  const prebuilds = await prebuildsComplete(client);
  await prebuildsAreListed(client, prebuilds);
  await poolComesAndGoes(client);
  await prebuildIsCancelled(client);
  await prebuildIsDeleted(client, prebuilds[0]);
  await errorsHaveTheirClass(client);
  await refused(connect("wrong"), "unauthenticated", () => connect("wrong").call("ListPrebuilds", {}));
  step("a wrong token is unauthenticated");
}

async function create({ call }, { projectId, classId }) {
  const request = { projectId, environmentClassId: classId, spec: { timeout: "600s" } };
  const { prebuild } = await call("CreatePrebuild", request);
  assert.equal(prebuild.metadata.projectId, projectId);
  assert.equal(prebuild.metadata.environmentClassId, classId);
  assert.equal(prebuild.metadata.triggeredBy, "PREBUILD_TRIGGER_MANUAL");
  assert.equal(prebuild.spec.timeout, "600s");
  assert.equal(prebuild.status.phase, "PREBUILD_PHASE_PENDING");
  return prebuild;
}

const get = async ({ call }, prebuildId) => (await call("GetPrebuild", { prebuildId })).prebuild;

const ENDS = ["COMPLETED", "FAILED", "CANCELLED", "DELETED"].map((name) => `PREBUILD_PHASE_${name}`);

/** Waits for a phase, or for an end that does not lead there. */
async function phaseOf(client, prebuildId, name) {
  const wanted = `PREBUILD_PHASE_${name}`;
  const prebuild = await eventually(
    `prebuild ${prebuildId} is ${name}`,
    () => get(client, prebuildId),
    ({ status }) => status.phase === wanted || (name !== "DELETED" && ENDS.includes(status.phase)),
  );
  assert.equal(prebuild.status.phase, wanted, JSON.stringify(prebuild.status));
  return prebuild;
}

async function prebuildsComplete(client) {
  const held = await create(client, gated);
  const others = [await create(client, quick), await create(client, quick)];
  await logsAreRead(client, held.id, others[0].id);
  for (const { id } of [held, ...others]) {
    const { status } = await phaseOf(client, id, "COMPLETED");
    assert.ok(status.completionTime, "a time of completion");
    assert.ok(Number(status.snapshotSizeBytes) > 0, "a size of the snapshot");
  }
  step("three prebuilds were created and have completed");
  return [held, ...others];
}

/** While the prebuild runs, which it does until its gate is opened. */
async function logsAreRead(client, prebuildId, otherId) {
  await phaseOf(client, prebuildId, "RUNNING");
  const { accessToken } = await client.call("CreatePrebuildLogsToken", { prebuildId });
  const logs = await readLogs(prebuildId, accessToken);
  assert.equal(logs.status, 200);
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of logs.body) {
    const isFirst = !text.includes("at the gate");
    text += decoder.decode(chunk, { stream: true });
    if (isFirst && text.includes("at the gate")) {
      step("the logs of a running prebuild are read with a logs token");
      writeFileSync(`${gates}/${prebuildId}/gate`, "");
    }
  }
  assert.match(text, /through the gate/);
  step("they are followed to their end");
  const foreign = await readLogs(otherId, accessToken);
  assert.ok([401, 403].includes(foreign.status), `status ${foreign.status} for the logs of another prebuild`);
  step("a logs token reads the logs of its prebuild alone");
}

const readLogs = (prebuildId, token) =>
  fetch(`${agentUrl}/v1/prebuilds/${prebuildId}/logs?follow=true`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(LIMIT_MILLIS),
  });

/** All items of all pages, which have to be of one item each. */
async function walk(pages) {
  const items = [];
  for await (const page of pages) {
    assert.equal(page.length, 1, "items on a page");
    items.push(...page);
  }
  return items;
}

export const ids = (items) => items.map(({ id }) => id).sort();

const ownProjects = { projectIds: [quick.projectId, gated.projectId] };

async function prebuildsAreListed(client, prebuilds) {
  const list = (filter) => walk(client.pages("ListPrebuilds", { ...ownProjects, ...filter }, 1));
  const all = await list({});
  assert.deepEqual(ids(all), ids(prebuilds));
  step("a walk over pages of one sees each prebuild once");

  const { creator, executor } = all[0].metadata;
  assert.ok(creator.id && executor.id);
  const cases = [
    [{ projectIds: [gated.projectId] }, 1],
    [{ phases: ["PREBUILD_PHASE_COMPLETED"] }, 3],
    [{ phases: ["PREBUILD_PHASE_FAILED", "PREBUILD_PHASE_CANCELLED"] }, 0],
    [{ triggeredBy: ["PREBUILD_TRIGGER_MANUAL"] }, 3],
    [{ triggeredBy: ["PREBUILD_TRIGGER_SCHEDULED"] }, 0],
    [{ creatorIds: [creator.id], executorIds: [executor.id] }, 3],
    [{ creatorIds: [randomUUID()] }, 0],
    // Larger than most requests, so that a client that compresses large ones does.
    [{ creatorIds: [creator.id, ...Array.from({ length: 99 }, () => randomUUID())] }, 3],
  ];
  for (const [filter, count] of cases) {
    assert.equal((await list(filter)).length, count, JSON.stringify(filter));
  }
  step("filters are any-of within, and all-of between");
}

async function poolComesAndGoes(client) {
  const { call } = client;
  const pair = { projectId: quick.projectId, environmentClassId: quick.classId };
  const { warmPool } = await call("CreateWarmPool", { ...pair, minSize: 1, maxSize: 2 });
  const { id: warmPoolId } = warmPool;
  const look = async () => (await call("GetWarmPool", { warmPoolId })).warmPool;
  const phase = (name) =>
    eventually(`pool ${warmPoolId} is ${name}`, look, ({ status }) => status.phase === `WARM_POOL_PHASE_${name}`);

  const ready = await phase("READY");
  assert.ok(ready.spec.snapshotId && ready.metadata.runnerId);
  await eventually("an instance runs", look, ({ status }) => status.runningInstances === 1);
  step("a warm pool gets ready");

  await refused(client, "already_exists", () => call("CreateWarmPool", { ...pair, minSize: 1, maxSize: 1 }));
  step("a second pool of the pair already exists");

  const { warmPool: updated } = await call("UpdateWarmPool", { warmPoolId, maxSize: 3 });
  assert.deepEqual([updated.spec.minSize, updated.spec.maxSize], [1, 3]);
  await call("UpdateWarmPool", { warmPoolId, minSize: 2 });
  await eventually("two instances run", look, ({ status }) => status.runningInstances === 2);
  const { spec } = await look();
  assert.deepEqual([spec.minSize, spec.maxSize], [2, 3]);
  step("its sizes are updated, one and the other");

  const list = (filter) => walk(client.pages("ListWarmPools", filter, 1));
  assert.deepEqual(ids(await list({ projectIds: [quick.projectId] })), [warmPoolId]);
  assert.deepEqual(ids(await list({ environmentClassIds: [quick.classId] })), [warmPoolId]);
  assert.deepEqual(await list({ projectIds: [quick.projectId], environmentClassIds: [gated.classId] }), []);
  step("it is listed");

  await call("DeleteWarmPool", { warmPoolId });
  await phase("DELETED");
  step("it is deleted");
}

async function prebuildIsCancelled(client) {
  const { id: prebuildId } = await create(client, gated);
  await phaseOf(client, prebuildId, "RUNNING");
  const { prebuild } = await client.call("CancelPrebuild", { prebuildId });
  assert.equal(prebuild.id, prebuildId);
  await phaseOf(client, prebuildId, "CANCELLED");
  step("a running prebuild is cancelled");
}

async function prebuildIsDeleted(client, { id: prebuildId }) {
  await client.call("DeletePrebuild", { prebuildId });
  await phaseOf(client, prebuildId, "DELETED");
  step("a prebuild is deleted");
}

async function errorsHaveTheirClass(client) {
  const { call } = client;
  const unknown = randomUUID();
  const mixed = { projectId: quick.projectId, environmentClassId: gated.classId };
  const cases = [
    ["not_found", "GetPrebuild", { prebuildId: unknown }],
    ["not_found", "CancelPrebuild", { prebuildId: unknown }],
    ["not_found", "DeletePrebuild", { prebuildId: unknown }],
    ["not_found", "CreatePrebuildLogsToken", { prebuildId: unknown }],
    ["not_found", "UpdateWarmPool", { warmPoolId: unknown, maxSize: 2 }],
    ["not_found", "DeleteWarmPool", { warmPoolId: unknown }],
    ["invalid_argument", "GetPrebuild", { prebuildId: "nonsense" }],
    ["invalid_argument", "CreatePrebuild", { projectId: quick.projectId, spec: { timeout: "10800s" } }],
    ["invalid_argument", "CreateWarmPool", { ...mixed, minSize: 3, maxSize: 2 }],
    ["failed_precondition", "CreatePrebuild", mixed],
    ["failed_precondition", "CreateWarmPool", { ...mixed, minSize: 1, maxSize: 2 }],
  ];
  for (const [code, method, request] of cases) {
    await refused(client, code, () => call(method, request));
  }
  step("not_found, invalid_argument and failed_precondition arrive as the library's own errors");
}
