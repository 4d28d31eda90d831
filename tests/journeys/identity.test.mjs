// Users, roles and policies through AWS's own SDK: who may do what, and what the refusals say.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Sha256 } from "@aws-crypto/sha256-js";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ExecuteStatementCommand, GetItemCommand,
  ListTablesCommand, PutItemCommand, PutResourcePolicyCommand, QueryCommand, TransactWriteItemsCommand,
  BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import * as backup from "@aws-sdk/client-backup";
import * as iam from "@aws-sdk/client-iam";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";

import { REGION, Server } from "./server.mjs";

const ACCOUNT = "123456789012";
const USER = `arn:aws:iam::${ACCOUNT}:user/`;
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/`;
let server;

before(async () => {
  server = await new Server().start();
});
after(() => server.end());

const settings = (credentials, region) =>
  ({ endpoint: server.endpoint, region, maxAttempts: 1, credentials: credentials ?? server.credentials });
const IAM = (credentials) => new iam.IAMClient(settings(credentials, "us-east-1"));
const STS = (credentials) => new STSClient(settings(credentials, REGION));
const DB = (credentials) => new DynamoDBClient(settings(credentials, REGION));
const root = (Command, input) => IAM().send(new Command(input));

const policy = (...Statement) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action, Resource = "*", more = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const deny = (Action, Resource = "*", more = {}) => ({ Effect: "Deny", Action, Resource, ...more });
const trust = (Principal) => JSON.stringify({ Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] });

let count = 0;
const fresh = (kind) => `${kind}${++count}`;

// A new user with these rights: { name, credentials }.
async function user(document) {
  const name = fresh("user");
  await root(iam.CreateUserCommand, { UserName: name });
  const { AccessKey } = await root(iam.CreateAccessKeyCommand, { UserName: name });
  if (document) {
    await root(iam.PutUserPolicyCommand, { UserName: name, PolicyName: "own", PolicyDocument: document });
  }
  return { name, credentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey } };
}

async function table() {
  const TableName = fresh("table");
  await DB().send(new CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] }));
  while ((await DB().send(new DescribeTableCommand({ TableName }))).Table.TableStatus !== "ACTIVE");
  return TableName;
}

async function fails(call, name, message) {
  const error = await call.then(() => assert.fail(`no error, where ${name} was expected`), (caught) => caught);
  assert.equal(error.name, name, error.message);
  if (message instanceof RegExp) assert.match(error.message, message);
  else if (message !== undefined) assert.equal(error.message, message);
}

const Key = { pk: { S: "a" } };
const denied = (name, action, resource) =>
  `User: ${USER}${name} is not authorized to perform: ${action} on resource: ${resource} ` +
  `because no identity-based policy allows the ${action} action`;

test("who am I", async () => {
  assert.deepEqual(await me(), { UserId: ACCOUNT, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` });
  const ann = await user();
  const { User } = await IAM(ann.credentials).send(new iam.GetUserCommand({})).catch((error) => error);
  assert.equal(User, undefined);  // may not ask
  const found = await me(ann.credentials);
  assert.equal(found.Arn, USER + ann.name);
  assert.match(found.UserId, /^AIDA[A-Z2-7]{17}$/);
  async function me(credentials) {
    const { UserId, Account, Arn } = await STS(credentials).send(new GetCallerIdentityCommand({}));
    return { UserId, Account, Arn };
  }
});

test("users come and go", async () => {
  const name = fresh("User");
  const { User } = await root(iam.CreateUserCommand, { UserName: name, Path: "/team/", Tags: [{ Key: "a", Value: "b" }] });
  assert.equal(User.Arn, `${USER}team/${name}`);
  assert.ok(User.CreateDate instanceof Date);
  assert.deepEqual((await root(iam.GetUserCommand, { UserName: name.toLowerCase() })).User, User);
  assert.deepEqual((await root(iam.ListUsersCommand, { PathPrefix: "/team/" })).Users.map((one) => one.UserName), [name]);
  await fails(root(iam.CreateUserCommand, { UserName: name.toUpperCase() }), "EntityAlreadyExistsException",
    `User with name ${name.toUpperCase()} already exists.`);
  await root(iam.CreateAccessKeyCommand, { UserName: name });
  await fails(root(iam.DeleteUserCommand, { UserName: name }), "DeleteConflictException",
    "Cannot delete entity, must delete access keys first.");
  const { AccessKeyMetadata } = await root(iam.ListAccessKeysCommand, { UserName: name });
  assert.equal(AccessKeyMetadata[0].Status, "Active");
  await root(iam.DeleteAccessKeyCommand, { UserName: name, AccessKeyId: AccessKeyMetadata[0].AccessKeyId });
  await root(iam.DeleteUserCommand, { UserName: name });
  await fails(root(iam.GetUserCommand, { UserName: name }), "NoSuchEntityException",
    `The user with name ${name} cannot be found.`);
  await fails(root(iam.CreateUserCommand, { UserName: "no blanks" }), "ValidationError",
    /^1 validation error detected: Value 'no blanks' at 'userName' failed to satisfy constraint/);
  await fails(root(iam.CreateUserCommand, { UserName: "b", PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/x` }),
    "ValidationError", "PermissionsBoundary in CreateUser is not supported by this version of Tidemark");
});

test("a key that is switched off signs nothing", async () => {
  const ann = await user(policy(allow("dynamodb:*")));
  const list = () => DB(ann.credentials).send(new ListTablesCommand({}));
  await list();
  const set = (Status) => root(iam.UpdateAccessKeyCommand,
    { UserName: ann.name, AccessKeyId: ann.credentials.accessKeyId, Status });
  await set("Inactive");
  await fails(list(), "UnrecognizedClientException", "The security token included in the request is invalid.");
  await fails(STS(ann.credentials).send(new GetCallerIdentityCommand({})), "InvalidClientTokenId");
  await set("Active");
  await list();
});

test("a user may what its policies say", async () => {
  const TableName = await table();
  const other = await table();
  const ann = await user(policy(allow(["dynamodb:GetItem", "dynamodb:PartiQLSelect"], TABLE + TableName)));
  const db = DB(ann.credentials);
  await db.send(new GetItemCommand({ TableName, Key }));
  await db.send(new GetItemCommand({ TableName: TABLE + TableName, Key }));
  const put = (name) => db.send(new PutItemCommand({ TableName: name, Item: Key }));
  await fails(put(TableName), "AccessDeniedException", denied(ann.name, "dynamodb:PutItem", TABLE + TableName));
  await fails(db.send(new GetItemCommand({ TableName: other, Key })), "AccessDeniedException",
    denied(ann.name, "dynamodb:GetItem", TABLE + other));
  await fails(db.send(new ListTablesCommand({})), "AccessDeniedException", denied(ann.name, "dynamodb:ListTables", "*"));
  const select = (name) => db.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM "${name}" WHERE pk = 'a'` }));
  await select(TableName);
  await fails(select(other), "AccessDeniedException", denied(ann.name, "dynamodb:PartiQLSelect", TABLE + other));
  await fails(db.send(new ExecuteStatementCommand({ Statement: `DELETE FROM "${TableName}" WHERE pk = 'a'` })),
    "AccessDeniedException", denied(ann.name, "dynamodb:PartiQLDelete", TABLE + TableName));
  await fails(db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })),
    "AccessDeniedException", denied(ann.name, "dynamodb:BatchGetItem", TABLE + TableName));
  await fails(db.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: Key } }] })),
    "AccessDeniedException", denied(ann.name, "dynamodb:PutItem", TABLE + TableName));
  await fails(db.send(new QueryCommand({ TableName, IndexName: "i", KeyConditionExpression: "pk = :a",
    ExpressionAttributeValues: { ":a": { S: "a" } } })), "AccessDeniedException",
    denied(ann.name, "dynamodb:Query", `${TABLE}${TableName}/index/i`));
  // A denial beats the permission, and a table's own policy may give what the user's do not.
  await root(iam.PutUserPolicyCommand, { UserName: ann.name, PolicyName: "no", PolicyDocument: policy(deny("dynamodb:Get*")) });
  await fails(db.send(new GetItemCommand({ TableName, Key })), "AccessDeniedException",
    `User: ${USER}${ann.name} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE}${TableName} ` +
    "with an explicit deny in an identity-based policy");
  await DB().send(new PutResourcePolicyCommand({ ResourceArn: TABLE + other, Policy: policy(
    { ...allow("dynamodb:PutItem", TABLE + other), Principal: { AWS: USER + ann.name } }) }));
  await put(other);
});

test("what a condition asks that is not known here is named", async () => {
  const ann = await user(policy(allow("dynamodb:ListTables"),
    deny("dynamodb:ListTables", "*", { Condition: { StringEquals: { "aws:Shoe": "42" } } })));
  await fails(DB(ann.credentials).send(new ListTablesCommand({})), "AccessDeniedException",
    /because condition key aws:Shoe in policy own is not supported by this version of Tidemark$/);
  const bob = await user(policy(allow("dynamodb:ListTables", "*", { Condition: { IpAddress: { "aws:SourceIp": "127.0.0.0/8" },
    Bool: { "aws:SecureTransport": "false" }, StringLike: { "aws:username": "user*" } } })));
  await DB(bob.credentials).send(new ListTablesCommand({}));
  const eve = await user(policy(allow("dynamodb:ListTables", "*", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } })));
  await fails(DB(eve.credentials).send(new ListTablesCommand({})), "AccessDeniedException");
});

test("users need permission for IAM as well, but not to know who they are", async () => {
  const ann = await user(policy(allow("iam:GetUser", `${USER}\${aws:username}`)));
  const mine = IAM(ann.credentials);
  assert.equal((await mine.send(new iam.GetUserCommand({}))).User.UserName, ann.name);
  await fails(mine.send(new iam.GetUserCommand({ UserName: "nobody" })), "AccessDenied");
  await fails(mine.send(new iam.CreateUserCommand({ UserName: "more" })), "AccessDenied",
    denied(ann.name, "iam:CreateUser", `${USER}more`));
  await fails(mine.send(new iam.AttachUserPolicyCommand({ UserName: ann.name,
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })), "AccessDenied");
  const extra = await fetch(`${server.endpoint}/_tidemark/health`);
  assert.equal(extra.status, 200);
});

test("roles: made, changed, listed, deleted", async () => {
  const RoleName = fresh("role");
  const { Role } = await root(iam.CreateRoleCommand, { RoleName, Path: "/ops/", Description: "d", MaxSessionDuration: 7200,
    AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) });
  assert.equal(Role.Arn, `arn:aws:iam::${ACCOUNT}:role/ops/${RoleName}`);
  assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument), trust({ AWS: ACCOUNT }));
  await root(iam.UpdateAssumeRolePolicyCommand, { RoleName, PolicyDocument: trust({ Service: "backup.amazonaws.com" }) });
  const got = (await root(iam.GetRoleCommand, { RoleName })).Role;
  assert.equal(decodeURIComponent(got.AssumeRolePolicyDocument), trust({ Service: "backup.amazonaws.com" }));
  assert.equal(got.MaxSessionDuration, 7200);
  const attached = `arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup`;
  await root(iam.AttachRolePolicyCommand, { RoleName, PolicyArn: attached });
  await root(iam.AttachRolePolicyCommand, { RoleName, PolicyArn: attached });
  assert.deepEqual((await root(iam.ListAttachedRolePoliciesCommand, { RoleName })).AttachedPolicies,
    [{ PolicyName: "AWSBackupServiceRolePolicyForBackup", PolicyArn: attached }]);
  await fails(root(iam.DeleteRoleCommand, { RoleName }), "DeleteConflictException",
    "Cannot delete entity, must detach all policies first.");
  await root(iam.DetachRolePolicyCommand, { RoleName, PolicyArn: attached });
  await fails(root(iam.DetachRolePolicyCommand, { RoleName, PolicyArn: attached }), "NoSuchEntityException",
    `Policy ${attached} was not found.`);
  await root(iam.PutRolePolicyCommand, { RoleName, PolicyName: "p", PolicyDocument: policy(allow("a:b")) });
  assert.deepEqual((await root(iam.ListRolePoliciesCommand, { RoleName })).PolicyNames, ["p"]);
  assert.equal(decodeURIComponent((await root(iam.GetRolePolicyCommand, { RoleName, PolicyName: "p" })).PolicyDocument),
    policy(allow("a:b")));
  await root(iam.DeleteRolePolicyCommand, { RoleName, PolicyName: "p" });
  assert.deepEqual((await root(iam.ListInstanceProfilesForRoleCommand, { RoleName })).InstanceProfiles, []);
  await root(iam.DeleteRoleCommand, { RoleName });
  await fails(root(iam.GetRoleCommand, { RoleName }), "NoSuchEntityException", `The role with name ${RoleName} cannot be found.`);
  await fails(root(iam.CreateRoleCommand, { RoleName, AssumeRolePolicyDocument: policy(allow("sts:AssumeRole")) }),
    "MalformedPolicyDocumentException", "Missing required field Principal");
});

test("every account has AWS Backup's default role", async () => {
  const { Role } = await root(iam.GetRoleCommand, { RoleName: "AWSBackupDefaultServiceRole" });
  assert.equal(Role.Arn, `arn:aws:iam::${ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole`);
  const { AttachedPolicies } = await root(iam.ListAttachedRolePoliciesCommand, { RoleName: "AWSBackupDefaultServiceRole" });
  assert.deepEqual(AttachedPolicies.map((one) => one.PolicyName),
    ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"]);
  const roles = (await root(iam.ListRolesCommand, { PathPrefix: "/service-role/" })).Roles;
  assert.deepEqual(roles.map((one) => one.RoleName), ["AWSBackupDefaultServiceRole"]);
});

test("managed policies and their versions", async () => {
  const name = fresh("policy");
  const { Policy } = await root(iam.CreatePolicyCommand, { PolicyName: name, PolicyDocument: policy(allow("a:b")), Description: "d" });
  const PolicyArn = Policy.Arn;
  assert.equal(PolicyArn, `arn:aws:iam::${ACCOUNT}:policy/${name}`);
  assert.equal(Policy.DefaultVersionId, "v1");
  await root(iam.CreatePolicyVersionCommand, { PolicyArn, PolicyDocument: policy(allow("c:d")), SetAsDefault: true });
  const { PolicyVersion } = await root(iam.GetPolicyVersionCommand, { PolicyArn, VersionId: "v2" });
  assert.equal(PolicyVersion.IsDefaultVersion, true);
  assert.equal(decodeURIComponent(PolicyVersion.Document), policy(allow("c:d")));
  assert.deepEqual((await root(iam.ListPolicyVersionsCommand, { PolicyArn })).Versions.map((one) => one.VersionId), ["v1", "v2"]);
  await root(iam.SetDefaultPolicyVersionCommand, { PolicyArn, VersionId: "v1" });
  await root(iam.DeletePolicyVersionCommand, { PolicyArn, VersionId: "v2" });
  const ann = await user();
  await root(iam.AttachUserPolicyCommand, { UserName: ann.name, PolicyArn });
  assert.equal((await root(iam.GetPolicyCommand, { PolicyArn })).Policy.AttachmentCount, 1);
  assert.ok((await root(iam.ListPoliciesCommand, { Scope: "Local", OnlyAttached: true })).Policies.some((one) => one.Arn === PolicyArn));
  await fails(root(iam.DeletePolicyCommand, { PolicyArn }), "DeleteConflictException");
  await root(iam.DetachUserPolicyCommand, { UserName: ann.name, PolicyArn });
  await root(iam.DeletePolicyCommand, { PolicyArn });
  await fails(root(iam.GetPolicyCommand, { PolicyArn }), "NoSuchEntityException", `Policy ${PolicyArn} was not found.`);
  await fails(root(iam.CreatePolicyCommand, { PolicyName: name, PolicyDocument: "{" }), "MalformedPolicyDocumentException");
  await fails(root(iam.AttachUserPolicyCommand, { UserName: ann.name, PolicyArn }), "NoSuchEntityException",
    `Policy ${PolicyArn} does not exist or is not attachable.`);
  const first = await root(iam.ListPoliciesCommand, { Scope: "AWS", MaxItems: 4 });
  assert.equal(first.Policies.length, 4);
  assert.equal(first.IsTruncated, true);
  const rest = await root(iam.ListPoliciesCommand, { Scope: "AWS", Marker: first.Marker });
  assert.equal(rest.IsTruncated, false);
  const arns = [...first.Policies, ...rest.Policies].map((one) => one.Arn);
  assert.equal(new Set(arns).size, arns.length);
  assert.ok(arns.includes("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"));
});

// Credentials of a session, as a client takes them.
const signed = ({ Credentials: c }) =>
  ({ accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken });

test("a session has its role's rights", async () => {
  const TableName = await table();
  const RoleName = fresh("role");
  await root(iam.CreateRoleCommand, { RoleName, AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) });
  await root(iam.AttachRolePolicyCommand, { RoleName, PolicyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess" });
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
  const ann = await user();
  const assume = (more = {}) => STS(ann.credentials).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "s1", ...more }));
  await fails(assume(), "AccessDenied", `User: ${USER}${ann.name} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`);
  await root(iam.PutUserPolicyCommand, { UserName: ann.name, PolicyName: "own", PolicyDocument: policy(allow("sts:AssumeRole", RoleArn)) });
  const session = await assume({ DurationSeconds: 900 });
  assert.equal(session.AssumedRoleUser.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/${RoleName}/s1`);
  const left = session.Credentials.Expiration - Date.now();
  assert.ok(left > 890e3 && left <= 900e3, `${left}`);
  const credentials = signed(session);
  const { Arn } = await STS(credentials).send(new GetCallerIdentityCommand({}));
  assert.equal(Arn, session.AssumedRoleUser.Arn);
  await DB(credentials).send(new PutItemCommand({ TableName, Item: Key }));
  await fails(DB(ann.credentials).send(new PutItemCommand({ TableName, Item: Key })), "AccessDeniedException");
  // The token must come with the key, and be the right one.
  for (const sessionToken of [undefined, "x".repeat(256)]) {
    await fails(DB({ ...credentials, sessionToken }).send(new ListTablesCommand({})), "UnrecognizedClientException");
  }
  const narrow = signed(await assume({ Policy: policy(allow("dynamodb:GetItem")) }));
  await DB(narrow).send(new GetItemCommand({ TableName, Key }));
  await fails(DB(narrow).send(new PutItemCommand({ TableName, Item: Key })), "AccessDeniedException",
    /because no session policy allows the dynamodb:PutItem action$/);
  await fails(assume({ DurationSeconds: 43200 }), "ValidationError",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  await fails(assume({ Tags: [{ Key: "a", Value: "b" }] }), "ValidationError",
    "Tags in AssumeRole is not supported by this version of Tidemark");
});

test("a policy can be tried before it is used", async () => {
  const ann = await user(policy(allow("dynamodb:Get*"), deny("dynamodb:*", `${TABLE}secret`)));
  const { EvaluationResults } = await root(iam.SimulatePrincipalPolicyCommand, { PolicySourceArn: USER + ann.name,
    ActionNames: ["dynamodb:GetItem", "dynamodb:PutItem"], ResourceArns: [`${TABLE}open`, `${TABLE}secret`] });
  assert.deepEqual(EvaluationResults.map((one) => one.EvalDecision), ["allowed", "explicitDeny", "implicitDeny", "explicitDeny"]);
  await fails(root(iam.SimulatePrincipalPolicyCommand, { PolicySourceArn: `${USER}nobody`, ActionNames: ["a:b"] }),
    "NoSuchEntityException");
});

test("tags of users, roles and policies, and conditions that ask for them", async () => {
  const ann = await user(policy(allow("dynamodb:ListTables", "*", { Condition: { StringEquals: { "aws:PrincipalTag/team": "sea" } } })));
  const list = () => DB(ann.credentials).send(new ListTablesCommand({}));
  const UserName = ann.name;
  await fails(list(), "AccessDeniedException");
  await root(iam.TagUserCommand, { UserName, Tags: [{ Key: "team", Value: "land" }, { Key: "a", Value: "1" }] });
  await fails(list(), "AccessDeniedException");
  await root(iam.TagUserCommand, { UserName, Tags: [{ Key: "team", Value: "sea" }] });
  await list();
  assert.deepEqual((await root(iam.ListUserTagsCommand, { UserName })).Tags, [{ Key: "a", Value: "1" }, { Key: "team", Value: "sea" }]);
  await root(iam.UntagUserCommand, { UserName, TagKeys: ["team", "none"] });
  await fails(list(), "AccessDeniedException");
  assert.deepEqual((await root(iam.ListGroupsForUserCommand, { UserName })).Groups, []);
  const RoleName = "AWSBackupDefaultServiceRole";
  await root(iam.TagRoleCommand, { RoleName, Tags: [{ Key: "k", Value: "v" }] });
  assert.deepEqual((await root(iam.ListRoleTagsCommand, { RoleName })).Tags, [{ Key: "k", Value: "v" }]);
  await root(iam.UntagRoleCommand, { RoleName, TagKeys: ["k"] });
  const { Arn: PolicyArn } = (await root(iam.CreatePolicyCommand, { PolicyName: fresh("policy"), PolicyDocument: policy(allow("a:b")) })).Policy;
  await root(iam.TagPolicyCommand, { PolicyArn, Tags: [{ Key: "k", Value: "v" }] });
  assert.deepEqual((await root(iam.ListPolicyTagsCommand, { PolicyArn })).Tags, [{ Key: "k", Value: "v" }]);
  await root(iam.UntagPolicyCommand, { PolicyArn, TagKeys: ["k"] });
  assert.deepEqual((await root(iam.ListPolicyTagsCommand, { PolicyArn })).Tags, []);
  await fails(root(iam.TagRoleCommand, { RoleName: "none", Tags: [] }), "NoSuchEntityException");
});

test("what is not here is refused by name", async () => {
  await fails(root(iam.CreateGroupCommand, { GroupName: "g" }), "InvalidAction",
    "CreateGroup is not supported by this version of Tidemark");
});

test("a vault's policy binds users, and root too", async () => {
  const vaults = (credentials) => new backup.BackupClient(settings(credentials, REGION));
  const vault = (Command, input, credentials) => vaults(credentials).send(new Command(input));
  const BackupVaultName = fresh("vault");
  const { BackupVaultArn } = await vault(backup.CreateBackupVaultCommand, { BackupVaultName });
  const ann = await user();
  const describe = () => vault(backup.DescribeBackupVaultCommand, { BackupVaultName }, ann.credentials);
  const put = (...Statement) => vault(backup.PutBackupVaultAccessPolicyCommand, { BackupVaultName, Policy: policy(...Statement) });
  await fails(describe(), "AccessDeniedException", denied(ann.name, "backup:DescribeBackupVault", BackupVaultArn));
  await put({ ...allow("backup:DescribeBackupVault"), Principal: { AWS: USER + ann.name } },
    { ...deny("backup:DeleteBackupVault"), Principal: "*" });
  assert.equal((await describe()).BackupVaultArn, BackupVaultArn);
  await root(iam.PutUserPolicyCommand, { UserName: ann.name, PolicyName: "own", PolicyDocument: policy(allow("backup:*")) });
  for (const credentials of [ann.credentials, server.credentials]) {
    await fails(vault(backup.DeleteBackupVaultCommand, { BackupVaultName }, credentials), "AccessDeniedException",
      /is not authorized to perform: backup:DeleteBackupVault on resource: .* with an explicit deny in a resource-based policy$/);
  }
  // Root cannot be locked out of the policy itself.
  await put({ ...deny("backup:*"), Principal: "*" });
  await fails(vault(backup.DeleteBackupVaultAccessPolicyCommand, { BackupVaultName }, ann.credentials), "AccessDeniedException");
  await vault(backup.DeleteBackupVaultAccessPolicyCommand, { BackupVaultName });
  await vault(backup.DeleteBackupVaultCommand, { BackupVaultName }, ann.credentials);
});

test("a job of AWS Backup acts as its role", async () => {
  const vaults = new backup.BackupClient(settings(undefined, REGION));
  const BackupVaultName = fresh("vault");
  await vaults.send(new backup.CreateBackupVaultCommand({ BackupVaultName }));
  const TableName = await table();
  // How the job ended: "COMPLETED", or what it says of its failure.
  async function ended(role) {
    const { BackupJobId } = await vaults.send(new backup.StartBackupJobCommand({ BackupVaultName, ResourceArn: TABLE + TableName,
      IamRoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}` }));
    for (;;) {
      const job = await vaults.send(new backup.DescribeBackupJobCommand({ BackupJobId }));
      if (job.State === "COMPLETED") return job.State;
      if (job.State === "FAILED") return job.StatusMessage;
      await sleep(20);
    }
  }
  assert.equal(await ended("service-role/AWSBackupDefaultServiceRole"), "COMPLETED");
  assert.equal(await ended("nobody"), `IAM Role arn:aws:iam::${ACCOUNT}:role/nobody does not exist`);
  const RoleName = fresh("role");
  await root(iam.CreateRoleCommand, { RoleName, AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) });
  assert.match(await ended(RoleName), /its trust policy does not allow sts:AssumeRole to backup\.amazonaws\.com$/);
  await root(iam.UpdateAssumeRolePolicyCommand, { RoleName, PolicyDocument: trust({ Service: "backup.amazonaws.com" }) });
  assert.match(await ended(RoleName), /does not have sufficient permissions to execute the backup\. .*dynamodb:StartAwsBackupJob action$/);
  await root(iam.AttachRolePolicyCommand, { RoleName, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup" });
  assert.equal(await ended(RoleName), "COMPLETED");
  // The vault's policy binds whoever starts it.
  await vaults.send(new backup.PutBackupVaultAccessPolicyCommand({ BackupVaultName,
    Policy: policy({ ...deny("backup:StartBackupJob"), Principal: "*" }) }));
  await fails(ended(RoleName), "AccessDeniedException", /with an explicit deny in a resource-based policy$/);
});

test("who hands a role to AWS Backup needs permission to", async () => {
  const client = (credentials) => new backup.BackupClient(settings(credentials, REGION));
  const { BackupPlanId } = await client().send(new backup.CreateBackupPlanCommand({ BackupPlan: { BackupPlanName: fresh("plan"),
    Rules: [{ RuleName: "r", TargetBackupVaultName: "Default", ScheduleExpression: "cron(0 5 * * ? *)" }] } }));
  const IamRoleArn = `arn:aws:iam::${ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole`;
  const ann = await user(policy(allow("backup:*")));
  const select = () => client(ann.credentials).send(new backup.CreateBackupSelectionCommand({ BackupPlanId,
    BackupSelection: { SelectionName: fresh("selection"), IamRoleArn, Resources: ["*"] } }));
  await fails(select(), "AccessDeniedException", denied(ann.name, "iam:PassRole", IamRoleArn));
  await root(iam.PutUserPolicyCommand, { UserName: ann.name, PolicyName: "pass", PolicyDocument: policy(
    allow("iam:PassRole", IamRoleArn, { Condition: { StringEquals: { "iam:PassedToService": "backup.amazonaws.com" } } })) });
  await select();
});

test("users need permission for parameters and topics as well", async () => {
  const Name = `/team/${fresh("name")}`;
  const ssm = (credentials) => new SSMClient(settings(credentials, REGION));
  await ssm().send(new PutParameterCommand({ Name, Value: "v", Type: "String" }));
  const ann = await user(policy(allow("ssm:GetParameter", `arn:aws:ssm:*:*:parameter/team/*`), allow("sns:ListTopics")));
  assert.equal((await ssm(ann.credentials).send(new GetParameterCommand({ Name }))).Parameter.Value, "v");
  await fails(ssm(ann.credentials).send(new PutParameterCommand({ Name, Value: "w", Overwrite: true })), "AccessDeniedException",
    denied(ann.name, "ssm:PutParameter", `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${Name}`));
  const sns = new SNSClient(settings(ann.credentials, REGION));
  await sns.send(new ListTopicsCommand({}));
  await fails(sns.send(new CreateTopicCommand({ Name: "t" })), "AccessDenied",
    denied(ann.name, "sns:CreateTopic", `arn:aws:sns:${REGION}:${ACCOUNT}:t`));
});

test("what lies below /_tidemark/ is root's", async () => {
  const ann = await user(policy(allow("*")));
  const signer = new SignatureV4({ credentials: ann.credentials, region: REGION, service: "dynamodb", sha256: Sha256 });
  const request = await signer.sign({ method: "GET", path: "/_tidemark/deleted-tables", query: {}, protocol: "http:",
    hostname: "127.0.0.1", port: server.port, headers: { host: `127.0.0.1:${server.port}` } });
  const reply = await fetch(`${server.endpoint}/_tidemark/deleted-tables`, { headers: request.headers });
  assert.equal(reply.status, 403);
  assert.match((await reply.json()).message, /only keys of the account's root are$/);
});

test("all of it survives a restart", async () => {
  const ann = await user(policy(allow("dynamodb:ListTables")));
  const admin = signed(await STS().send(new AssumeRoleCommand({ RoleSessionName: "kept", RoleArn: await role() })));
  await server.stop();
  await server.start();
  await DB(ann.credentials).send(new ListTablesCommand({}));
  await DB(admin).send(new ListTablesCommand({}));
  async function role() {
    const RoleName = fresh("role");
    const { Role } = await root(iam.CreateRoleCommand, { RoleName, AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) });
    await root(iam.AttachRolePolicyCommand, { RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" });
    return Role.Arn;
  }
});
