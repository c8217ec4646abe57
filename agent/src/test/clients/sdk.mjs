// The life of a prebuild and of a pool, lived with @gitpod/sdk: it knows no prebuilds itself, but how to call a method,
// how to walk over pages, and what an error means.
import assert from "node:assert/strict";
import {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  Gitpod,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
} from "@gitpod/sdk";
import { AbstractPage } from "@gitpod/sdk/core/pagination";
import { baseUrl, gated, quick, token } from "./environment.mjs";
import { ids, life, step } from "./life.mjs";

const ERRORS = {
  already_exists: ConflictError,
  failed_precondition: BadRequestError,
  invalid_argument: BadRequestError,
  not_found: NotFoundError,
  permission_denied: PermissionDeniedError,
  unauthenticated: AuthenticationError,
  unimplemented: InternalServerError,
};

/** As the SDK's own pages are made. */
const pageOf = (field) =>
  class extends AbstractPage {
    constructor(client, response, body, options) {
      super(client, response, body, options);
      this.items = body[field] ?? [];
      this.nextToken = body.pagination?.nextToken;
    }

    getPaginatedItems() {
      return this.items;
    }

    nextPageRequestOptions() {
      return this.nextToken ? { ...this.options, query: { ...this.options.query, token: this.nextToken } } : null;
    }
  };

const PAGES = { ListPrebuilds: pageOf("prebuilds"), ListWarmPools: pageOf("warmPools") };

const path = (method) => `/gitpod.v1.PrebuildService/${method}`;

// One try for each call: what goes wrong is to be seen.
const sdk = (bearerToken) => new Gitpod({ baseURL: baseUrl, bearerToken, maxRetries: 0 });

function connect(bearerToken) {
  const gitpod = sdk(bearerToken);
  return {
    call: (method, body) => gitpod.post(path(method), { body }),

    async *pages(method, filter, pageSize) {
      const options = { method: "post", query: { pageSize }, body: { filter } };
      const first = await gitpod.getAPIList(path(method), PAGES[method], options);
      for await (const page of first.iterPages()) {
        if (page.getPaginatedItems().length > 0) {
          yield page.getPaginatedItems();
        }
      }
    },

    assertIs(error, code) {
      assert.ok(error instanceof ERRORS[code], `${ERRORS[code].name} awaited for ${code}: ${error}`);
      assert.equal(error.code, code);
    },
  };
}

/** A program that sets the page size in the body, as the reference has it, and leaves the rest to the SDK. */
async function tokensGoInTheQuery() {
  const filter = { projectIds: [quick.projectId, gated.projectId] };
  const walk = async (options) => {
    const list = sdk(token).getAPIList(path("ListPrebuilds"), PAGES.ListPrebuilds, { method: "post", ...options });
    const items = [];
    for await (const item of list) {
      items.push(item);
    }
    return ids(items);
  };
  const all = await walk({ body: { filter } });
  assert.ok(all.length > 3);
  assert.deepEqual(await walk({ body: { filter, pagination: { pageSize: 2 } } }), all);
  step("a page size in the body goes with a token in the query");
}

await life(connect, token);
await tokensGoInTheQuery();
