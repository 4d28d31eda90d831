#include "api/operations.h"

#include <array>

namespace tidemark::api {
namespace {

constexpr std::array kOperations{
    &kCreateTable,
    &kDescribeTable,
    &kListTables,
    &kUpdateTable,
    &kTagResource,
    &kUntagResource,
    &kListTagsOfResource,
    &kDescribeLimits,
    &kDescribeEndpoints,
    &kDeleteTable,
    &kUpdateContinuousBackups,
    &kDescribeContinuousBackups,
    &kCreateBackup,
    &kDescribeBackup,
    &kListBackups,
    &kDeleteBackup,
    &kRestoreTableToPointInTime,
    &kRestoreTableFromBackup,
    &kPutItem,
    &kGetItem,
    &kDeleteItem,
    &kTransactGetItems,
    &kTransactWriteItems,
    &kUpdateItem,
    &kBatchWriteItem,
    &kBatchGetItem,
    &kQuery,
    &kScan,
    &kExecuteStatement,
    &kBatchExecuteStatement,
};

// What AWS has beside: refused as unknown, but by name.
constexpr std::array<std::string_view, 30> kUnsupported{
    "CreateGlobalTable",
    "DeleteResourcePolicy",
    "DescribeContributorInsights",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExecuteTransaction",
    "ExportTableToPointInTime",
    "GetResourcePolicy",
    "ImportTable",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "PutResourcePolicy",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateKinesisStreamingDestination",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
    "DescribeStream",
    "GetShardIterator",
    "ListStreams",
};

}  // namespace

std::span<const Operation* const> operations() {
  return kOperations;
}

std::span<const std::string_view> unsupported_operations() {
  return kUnsupported;
}

}  // namespace tidemark::api
