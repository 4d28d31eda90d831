// Every conformance file, or those named, against one server. Ends with node:test's TAP totals.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { REGION, Server } from "../journeys/server.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = (named.length ? named : readdirSync(HERE).sort())
  .filter((name) => name.endsWith(".test.mjs"))
  .map((name) => (name.includes("/") ? name : join(HERE, name)));

const { TIDEMARK_CONFORMANCE_AWS, TIDEMARK_CONFORMANCE_ENDPOINT } = process.env;
const given = TIDEMARK_CONFORMANCE_AWS === "1" || TIDEMARK_CONFORMANCE_ENDPOINT !== undefined;
const server = given ? undefined : await new Server().start();
const ours = server && {
  TIDEMARK_CONFORMANCE_ENDPOINT: server.endpoint,
  TIDEMARK_CONFORMANCE_OURS: "1",
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
};

const child = spawn(process.execPath, ["--test", "--test-reporter=tap", "--test-concurrency=3", ...files],
  { stdio: "inherit", env: { ...process.env, ...ours } });
const [code] = await once(child, "exit");
await server?.end();
process.exit(code ?? 1);
