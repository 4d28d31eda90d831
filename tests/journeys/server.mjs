// The real binary on a temporary directory and a free port, stopped by its own pid.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Sha256 } from "@aws-crypto/sha256-js";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SignatureV4 } from "@smithy/signature-v4";

const BINARY = process.env.TIDEMARK ?? "build/checked/tidemark";
export const REGION = "eu-west-1";

export class Server {
  constructor(options = []) {
    this.directory = mkdtempSync(join(tmpdir(), "tidemark-journey-"));
    this.options = options;
  }

  get data() {
    return join(this.directory, "data");
  }

  async start() {
    const portFile = join(this.directory, "port");
    rmSync(portFile, { force: true });
    this.output = "";
    this.process = spawn(BINARY, ["serve", "--data", this.data, "--port", "0", "--port-file",
      portFile, ...this.options]);
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", (text) => (this.output += text));
    }
    this.exited = once(this.process, "exit");
    while (!existsSync(portFile)) {
      if (this.process.exitCode !== null) throw new Error(`serve ended: ${this.output}`);
      await sleep(10);
    }
    this.port = Number(readFileSync(portFile, "utf8"));
    return this;
  }

  get endpoint() {
    return `http://127.0.0.1:${this.port}`;
  }

  // The key pair that serve made.
  get credentials() {
    if (!existsSync(join(this.data, "keys"))) return { accessKeyId: "none", secretAccessKey: "none" };
    const line = readFileSync(join(this.data, "keys"), "utf8").split("\n")
      .find((text) => text && !text.startsWith("#"));
    const [, accessKeyId, secretAccessKey] = line.split(" ");
    return { accessKeyId, secretAccessKey };
  }

  client(overrides = {}) {
    return new DynamoDBClient({ endpoint: this.endpoint, region: REGION, maxAttempts: 1,
      credentials: this.credentials, ...overrides });
  }

  // A client whose requests carry one more header, signed like the others.
  clientWithHeader(name, value) {
    const client = this.client();
    client.middlewareStack.add((next) => (args) => {
      args.request.headers[name] = value;
      return next(args);
    }, { step: "build" });
    return client;
  }

  // A signed request below /_tidemark/.
  async extra(method, path, query = {}, body = undefined) {
    const signer = new SignatureV4({ credentials: this.credentials, region: REGION,
      service: "dynamodb", sha256: Sha256 });
    const signed = await signer.sign({ method, path, query, protocol: "http:",
      hostname: "127.0.0.1", port: this.port, body,
      headers: { host: `127.0.0.1:${this.port}` } });
    const text = new URLSearchParams(query).toString();
    const reply = await fetch(`${this.endpoint}${path}${text ? `?${text}` : ""}`,
      { method, headers: signed.headers, body });
    return { status: reply.status, body: JSON.parse(await reply.text()) };
  }

  // Its exit code.
  async stop(signal = "SIGTERM") {
    this.process.kill(signal);
    const [code] = await this.exited;
    return code;
  }

  // It keeps no process alive that has nothing else to do; then abandon() it.
  unref() {
    for (const one of [this.process, this.process.stdin, this.process.stdout, this.process.stderr]) one.unref();
  }

  // The end without waiting.
  abandon() {
    this.process.kill("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true });
  }

  async end() {
    if (this.process?.exitCode === null && this.process.signalCode === null) await this.stop("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true });
  }
}
