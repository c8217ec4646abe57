import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { PrebuildPhase, PrebuildService } from "./gen/gitpod/v1/prebuild_pb.js";

const authorize = (next) => (request) => {
  request.header.set("Authorization", `Bearer ${process.env.GITPOD_API_KEY}`);
  return next(request);
};
const baseUrl = process.env.GITPOD_BASE_URL;
const transport = createConnectTransport({ baseUrl, httpVersion: "1.1", interceptors: [authorize] });
const service = createClient(PrebuildService, transport);

const filter = { projectIds: [process.argv[2]], phases: [PrebuildPhase.COMPLETED] };
const { prebuilds } = await service.listPrebuilds({ filter, pagination: { pageSize: 10 } });
for (const { id, status } of prebuilds) {
  console.log(`${id} ${PrebuildPhase[status.phase]} ${status.snapshotSizeBytes} bytes`);
}
