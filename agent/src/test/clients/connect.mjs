// The life of a prebuild and of a pool, lived with @connectrpc/connect and code generated from this project's .proto
// files. Started as: connect.mjs json|binary|gzip
import assert from "node:assert/strict";
import { fromJson, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { compressionGzip, createConnectTransport } from "@connectrpc/connect-node";
import { baseUrl, token } from "./environment.mjs";
import { PrebuildService } from "./gen/gitpod/v1/prebuild_pb.js";
import { life, step } from "./life.mjs";

const CODES = {
  already_exists: Code.AlreadyExists,
  failed_precondition: Code.FailedPrecondition,
  invalid_argument: Code.InvalidArgument,
  not_found: Code.NotFound,
  unauthenticated: Code.Unauthenticated,
};

/** The library's own gzip, that counts what it is used for. */
const used = { compressed: 0, decompressed: 0 };
const countedGzip = {
  ...compressionGzip,
  compress: (bytes) => (used.compressed++, compressionGzip.compress(bytes)),
  decompress: (bytes, limit) => (used.decompressed++, compressionGzip.decompress(bytes, limit)),
};

const MODES = {
  json: { useBinaryFormat: false },
  binary: { useBinaryFormat: true },
  gzip: {
    useBinaryFormat: true,
    sendCompression: countedGzip,
    acceptCompression: [countedGzip],
    compressMinBytes: 1024,
  },
};

const mode = process.argv[2];
assert.ok(mode in MODES, `the first argument must be one of ${Object.keys(MODES)}, is ${mode}`);

const authorize = (bearerToken) => (next) => (request) => {
  request.header.set("Authorization", `Bearer ${bearerToken}`);
  return next(request);
};

const transport = (bearerToken) =>
  createConnectTransport({ baseUrl, httpVersion: "1.1", interceptors: [authorize(bearerToken)], ...MODES[mode] });

function connect(bearerToken) {
  const client = createClient(PrebuildService, transport(bearerToken));

  async function call(name, request) {
    const { localName, input, output } = PrebuildService.methods.find((method) => method.name === name);
    return toJson(output, await client[localName](fromJson(input, request)));
  }

  async function* pages(method, filter, pageSize) {
    let token = "";
    do {
      const { pagination, prebuilds, warmPools } = await call(method, { filter, pagination: { pageSize, token } });
      const items = prebuilds ?? warmPools ?? [];
      if (items.length > 0) {
        yield items;
      }
      token = pagination?.nextToken ?? "";
    } while (token);
  }

  function assertIs(error, code) {
    assert.ok(error instanceof ConnectError, `ConnectError awaited for ${code}: ${error}`);
    assert.equal(error.code, CODES[code], `${code} awaited: ${error}`);
    assert.ok(error.rawMessage, "a message");
  }

  return { call, pages, assertIs };
}

/** The deadline goes to the server as a header. */
async function callsMayHaveADeadline() {
  await createClient(PrebuildService, transport(token)).listPrebuilds({}, { timeoutMs: 60_000 });
  step("a call with a deadline is answered");
}

await life(connect, token);
await callsMayHaveADeadline();
if (mode === "gzip") {
  assert.ok(used.compressed > 0, "no request was compressed");
  assert.ok(used.decompressed > 0, "no answer was compressed");
  step(`${used.compressed} requests and ${used.decompressed} answers were compressed`);
}
