// What the programs are told by whoever starts them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

function variable(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

/** Where the control plane answers. */
export const baseUrl = variable("BASE_URL");

/** Where the agent answers. */
export const agentUrl = variable("AGENT_URL");

/** A user's token. */
export const token = readFileSync(variable("TOKEN_FILE"), "utf8").trim();

/** The folder with one of a prebuild's id each; a file named gate in it lets the prebuild's step go on. */
export const gates = variable("GATES");

/** A project whose prebuild completes by itself. */
export const quick = { projectId: variable("QUICK_PROJECT"), classId: variable("QUICK_CLASS") };

/** One whose prebuild waits at its gate. */
export const gated = { projectId: variable("GATED_PROJECT"), classId: variable("GATED_CLASS") };
