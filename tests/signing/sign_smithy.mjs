// Signs the requests of seeded_requests.py with the AWS SDK for JavaScript's signer; prints what would be
// sent, for wire_sign.
import { createInterface } from "node:readline";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

const escaped = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());

// The signer takes decoded parameters, a list for a repeated name.
function parameters(query) {
  const named = {};
  for (const [name, value] of query) {
    if (!Object.hasOwn(named, name)) named[name] = value;
    else named[name] = [].concat(named[name], value);
  }
  return named;
}

function queryText(query) {
  const pairs = Object.entries(query ?? {}).flatMap(([name, values]) =>
    [].concat(values).map((value) => `${escaped(name)}=${escaped(value)}`));
  return pairs.length ? "?" + pairs.join("&") : "";
}

function hostOf({ scheme, host, port }) {
  const implied = scheme === "https" ? 443 : 80;
  return port && port !== implied ? `${host}:${port}` : host;
}

async function sign(line) {
  const signer = new SignatureV4({
    credentials: {
      accessKeyId: line.key_id,
      secretAccessKey: line.secret,
      sessionToken: line.token || undefined,
    },
    region: line.region,
    service: line.service,
    sha256: Sha256,
    uriEscapePath: line.service !== "s3",
  });
  const request = {
    method: line.method,
    protocol: line.scheme + ":",
    hostname: line.host,
    port: line.port || undefined,
    path: line.path,
    query: parameters(line.query),
    headers: Object.fromEntries([["host", hostOf(line)], ...line.headers]),
    body: Uint8Array.from(Buffer.from(line.body, "hex")),
  };
  const signingDate = new Date(
    line.at.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
  return line.presigned
    ? signer.presign(request, { signingDate, expiresIn: line.expires })
    : signer.sign(request, { signingDate });
}

for await (const text of createInterface({ input: process.stdin })) {
  const line = JSON.parse(text);
  const sent = await sign(line);
  const port = line.port ? `:${line.port}` : "";
  console.log(JSON.stringify({
    ...line,
    url: `${line.scheme}://${line.host}${port}${line.path}${queryText(sent.query)}`,
    headers: Object.entries(sent.headers),
  }));
}
