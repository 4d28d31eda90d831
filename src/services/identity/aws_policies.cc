#include "codec/iso8601.h"
#include "services/identity/credentials.h"
#include "services/identity/managed_policies.h"

#include <array>

namespace tidemark::services {
namespace {

struct Known {
  std::string_view name;
  std::string_view path;
  std::uint64_t version;
  std::string_view created;
  std::string_view updated;
  std::string_view text;
};

constexpr std::array kKnown{
    Known{
        "AWSBackupServiceRolePolicyForBackup", "/service-role/", 30, "2019-01-10T21:01:28Z",
        "2026-02-23T19:42:11Z",
        R"({"Version":"2012-10-17","Statement":[)"
        R"({"Sid":"DynamoDBPermissions","Effect":"Allow","Action":["dynamodb:DescribeTable","dynamodb:CreateBackup"],"Resource":"arn:aws:dynamodb:*:*:table/*"},)"
        R"({"Sid":"DynamoDBBackupResourcePermissions","Effect":"Allow","Action":["dynamodb:DescribeBackup","dynamodb:DeleteBackup"],"Resource":"arn:aws:dynamodb:*:*:table/*/backup/*"},)"
        R"({"Sid":"BackupVaultPermissions","Effect":"Allow","Action":["backup:DescribeBackupVault","backup:CopyIntoBackupVault"],"Resource":"arn:aws:backup:*:*:backup-vault:*"},)"
        R"({"Sid":"BackupVaultCopyPermissions","Effect":"Allow","Action":["backup:CopyFromBackupVault"],"Resource":"*"},)"
        R"({"Sid":"GetResourcesPermissions","Effect":"Allow","Action":["tag:GetResources"],"Resource":"*"},)"
        R"({"Sid":"DynamodbBackupPermissions","Effect":"Allow","Action":["dynamodb:StartAwsBackupJob","dynamodb:ListTagsOfResource"],"Resource":"arn:aws:dynamodb:*:*:table/*"},)"
        R"({"Sid":"RecoveryPointTaggingPermissions","Effect":"Allow","Action":["backup:TagResource"],"Resource":"arn:aws:backup:*:*:recovery-point:*","Condition":{"StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}}}]})"},
    Known{
        "AWSBackupServiceRolePolicyForRestores", "/service-role/", 35, "2019-01-12T00:23:54Z",
        "2026-02-12T17:57:30Z",
        R"({"Version":"2012-10-17","Statement":[)"
        R"({"Sid":"DynamoDBPermissions","Effect":"Allow","Action":["dynamodb:Scan","dynamodb:Query","dynamodb:UpdateItem","dynamodb:PutItem","dynamodb:GetItem","dynamodb:DeleteItem","dynamodb:BatchWriteItem","dynamodb:DescribeTable"],"Resource":"arn:aws:dynamodb:*:*:table/*"},)"
        R"({"Sid":"DynamoDBBackupResourcePermissions","Effect":"Allow","Action":["dynamodb:RestoreTableFromBackup"],"Resource":"arn:aws:dynamodb:*:*:table/*/backup/*"},)"
        R"({"Sid":"DynamoDBRestorePermissions","Effect":"Allow","Action":["dynamodb:RestoreTableFromAwsBackup"],"Resource":"arn:aws:dynamodb:*:*:table/*"},)"
        R"({"Sid":"BackupRestoreJobManagementPermissions","Effect":"Allow","Action":["backup:StartRestoreJob","backup:ListRestoreJobs","backup:ListRecoveryPointsByBackupVault","backup:DescribeRestoreJob"],"Resource":"*"}]})"},
    Known{
        "AWSBackupFullAccess", "/", 30, "2019-11-18T22:21:52Z", "2026-02-12T18:02:46Z",
        R"({"Version":"2012-10-17","Statement":[)"
        R"({"Sid":"AwsBackupAllAccessPermissions","Effect":"Allow","Action":"backup:*","Resource":"*"},)"
        R"({"Sid":"AwsBackupStorageAllAccessPermissions","Effect":"Allow","Action":"backup-storage:*","Resource":"*"},)"
        R"({"Sid":"DynamoDbPermissions","Effect":"Allow","Action":["dynamodb:ListBackups","dynamodb:ListTables"],"Resource":"*"},)"
        R"({"Sid":"TagPermissions","Effect":"Allow","Action":["tag:GetTagKeys","tag:GetTagValues","tag:GetResources"],"Resource":"*"},)"
        R"({"Sid":"IamRolePermissions","Effect":"Allow","Action":["iam:ListRoles","iam:GetRole"],"Resource":"*"},)"
        R"({"Sid":"IamPassRolePermissions","Effect":"Allow","Action":"iam:PassRole","Resource":["arn:aws:iam::*:role/*AwsBackup*","arn:aws:iam::*:role/*AWSBackup*"],"Condition":{"StringLike":{"iam:PassedToService":["backup.amazonaws.com","restore-testing.backup.amazonaws.com"]}}}]})"},
    Known{
        "AWSBackupOperatorAccess", "/", 28, "2019-11-18T22:23:17Z", "2026-02-12T17:59:22Z",
        R"({"Version":"2012-10-17","Statement":[)"
        R"({"Sid":"AwsBackupAllAccess","Effect":"Allow","Action":["backup:Get*","backup:List*","backup:Describe*","backup:CreateBackupSelection","backup:DeleteBackupSelection","backup:StartBackupJob","backup:StartRestoreJob","backup:StartCopyJob","backup:StartScanJob"],"Resource":"*"},)"
        R"({"Sid":"DynamoDBAccess","Effect":"Allow","Action":["dynamodb:ListBackups","dynamodb:ListTables"],"Resource":"*"},)"
        R"({"Sid":"TagAccess","Effect":"Allow","Action":["tag:GetTagKeys","tag:GetTagValues","tag:GetResources"],"Resource":"*"},)"
        R"({"Sid":"IAMRoleAccess","Effect":"Allow","Action":["iam:ListRoles","iam:GetRole"],"Resource":"*"},)"
        R"({"Sid":"IAMPassRoleAccess","Effect":"Allow","Action":"iam:PassRole","Resource":["arn:aws:iam::*:role/*AwsBackup*","arn:aws:iam::*:role/*AWSBackup*"],"Condition":{"StringLike":{"iam:PassedToService":["backup.amazonaws.com","restore-testing.backup.amazonaws.com"]}}}]})"},
    Known{
        "AmazonDynamoDBFullAccess", "/", 15, "2015-02-06T18:40:11Z", "2021-01-29T17:38:30Z",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:*","dax:*"],"Resource":"*"}]})"},
    Known{
        "AmazonDynamoDBReadOnlyAccess", "/", 15, "2015-02-06T18:40:12Z", "2024-11-18T17:38:15Z",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:BatchGetItem","dynamodb:Describe*","dynamodb:List*","dynamodb:GetAbacStatus","dynamodb:GetItem","dynamodb:GetResourcePolicy","dynamodb:Query","dynamodb:Scan","dynamodb:PartiQLSelect"],"Resource":"*"}]})"},
    Known{
        "AdministratorAccess", "/", 1, "2015-02-06T18:39:46Z", "2015-02-06T18:39:46Z",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"},
    Known{
        "PowerUserAccess", "/", 12, "2015-02-06T18:39:47Z", "2026-02-12T17:59:14Z",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles"],"Resource":"*"}]})"},
    Known{
        "IAMFullAccess", "/", 2, "2015-02-06T18:40:38Z", "2019-06-21T19:40:00Z",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]})"},
};

Timestamp instant(std::string_view text) {
  const auto at = codec::parse_iso8601(text);
  return at ? at.value() : Timestamp{};
}

std::vector<ManagedPolicy> make_all() {
  std::vector<ManagedPolicy> all;
  for (const Known& known : kKnown) {
    all.push_back({.account = "aws",
                   .name = std::string(known.name),
                   .path = std::string(known.path),
                   .id = fixed_id("ANPA", known.name),
                   .created = instant(known.created),
                   .updated = instant(known.updated),
                   .default_version = known.version,
                   .last_version = known.version,
                   .versions = {{.number = known.version,
                                 .text = std::string(known.text),
                                 .created = instant(known.updated)}}});
  }
  return all;
}

}  // namespace

std::span<const ManagedPolicy> aws_policies() {
  static const std::vector<ManagedPolicy> kAll = make_all();
  return kAll;
}

}  // namespace tidemark::services
