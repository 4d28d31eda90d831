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
    &kCreateGlobalTable,
    &kUpdateGlobalTable,
    &kDescribeGlobalTable,
    &kDescribeGlobalTableSettings,
    &kUpdateGlobalTableSettings,
    &kListGlobalTables,
    &kDescribeContributorInsights,
    &kUpdateContributorInsights,
    &kListContributorInsights,
    &kDescribeKinesisStreamingDestination,
    &kEnableKinesisStreamingDestination,
    &kDisableKinesisStreamingDestination,
    &kUpdateKinesisStreamingDestination,
    &kGetResourcePolicy,
    &kPutResourcePolicy,
    &kDeleteResourcePolicy,
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
    &kExecuteTransaction,
    &kUpdateTimeToLive,
    &kDescribeTimeToLive,
    &kListStreams,
    &kDescribeStream,
    &kGetShardIterator,
    &kGetRecords,
};

// What AWS has beside: refused as unknown, but by name.
constexpr auto kUnsupported = std::to_array<std::string_view>({
    "CancelBulkOperation",
    "DescribeBulkOperation",
    "DescribeExport",
    "DescribeImport",
    "DescribeTableReplicaAutoScaling",
    "ExportTableToPointInTime",
    "ImportTable",
    "ListBulkOperations",
    "ListExports",
    "ListImports",
    "SearchVectors",
    "StartBulkPutItems",
    "UpdateTableReplicaAutoScaling",
});

}  // namespace

std::span<const Operation* const> operations() {
  return kOperations;
}

std::span<const std::string_view> unsupported_operations() {
  return kUnsupported;
}

}  // namespace tidemark::api
