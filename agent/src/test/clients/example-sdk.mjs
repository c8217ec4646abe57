import { setTimeout as pause } from "node:timers/promises";
import { Gitpod } from "@gitpod/sdk";

const gitpod = new Gitpod(); // takes GITPOD_BASE_URL and GITPOD_API_KEY
const call = (method, body) => gitpod.post(`/gitpod.v1.PrebuildService/${method}`, { body });

let { prebuild } = await call("CreatePrebuild", { projectId: process.argv[2] });
while (!/COMPLETED|FAILED|CANCELLED/.test(prebuild.status.phase)) {
  await pause(500);
  ({ prebuild } = await call("GetPrebuild", { prebuildId: prebuild.id }));
}
console.log(prebuild.id, prebuild.status.phase);
