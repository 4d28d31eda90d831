// What every conformance file about AWS Backup talks to: the engine of endpoint.mjs, with the client for AWS Backup.
// With TIDEMARK_CONFORMANCE_ENDPOINT or TIDEMARK_CONFORMANCE_AWS=1 that endpoint, or AWS; what a file makes it deletes.
import { randomBytes } from "node:crypto";

import * as sdk from "@aws-sdk/client-backup";

import { credentials, endpoint, engineOnly, region } from "./endpoint.mjs";

export { sdk, region };
export { engineOnly, fails } from "./endpoint.mjs";

export const backup = new sdk.BackupClient({ region, credentials, maxAttempts: 1,
  ...(process.env.TIDEMARK_CONFORMANCE_AWS !== "1" && { endpoint: endpoint("backup").href }) });

// One call: `ask(sdk.DescribeBackupVaultCommand, { BackupVaultName })`.
export const ask = (Command, input) => backup.send(new Command(input ?? {}));

const run = randomBytes(4).toString("hex");
let names = 0;
const made = [];

// A name nobody else uses: letters, digits and `between`.
export const freshName = (between = "-") => `conformance${between}${run}${between}${names++}`;

// A new vault without recovery points, deleted when the file ends. Its name.
export async function vault(settings = {}) {
  const BackupVaultName = freshName();
  await ask(sdk.CreateBackupVaultCommand, { ...settings, BackupVaultName });
  made.push(BackupVaultName);
  return BackupVaultName;
}

process.once("beforeExit", async () => {
  if (engineOnly) {
    await Promise.all(made.map((BackupVaultName) => ask(sdk.DeleteBackupVaultCommand, { BackupVaultName }).catch(() => {})));
  }
  backup.destroy();
});
