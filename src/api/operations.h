// Every operation there is. Each is defined in the file of its name.
#pragma once

#include "api/operation.h"

#include <span>

namespace tidemark::api {

extern const Operation kCreateTable;
extern const Operation kDescribeTable;
extern const Operation kListTables;
extern const Operation kUpdateTable;
extern const Operation kTagResource;
extern const Operation kUntagResource;
extern const Operation kListTagsOfResource;
extern const Operation kDescribeLimits;
extern const Operation kDescribeEndpoints;

extern const Operation kCreateGlobalTable;
extern const Operation kUpdateGlobalTable;
extern const Operation kDescribeGlobalTable;
extern const Operation kDescribeGlobalTableSettings;
extern const Operation kUpdateGlobalTableSettings;
extern const Operation kListGlobalTables;
extern const Operation kDescribeContributorInsights;
extern const Operation kUpdateContributorInsights;
extern const Operation kListContributorInsights;
extern const Operation kDescribeKinesisStreamingDestination;
extern const Operation kEnableKinesisStreamingDestination;
extern const Operation kDisableKinesisStreamingDestination;
extern const Operation kUpdateKinesisStreamingDestination;
extern const Operation kGetResourcePolicy;
extern const Operation kPutResourcePolicy;
extern const Operation kDeleteResourcePolicy;

extern const Operation kPutItem;
extern const Operation kGetItem;
extern const Operation kDeleteItem;
extern const Operation kTransactGetItems;
extern const Operation kTransactWriteItems;
extern const Operation kUpdateItem;
extern const Operation kBatchWriteItem;
extern const Operation kBatchGetItem;
extern const Operation kQuery;
extern const Operation kScan;
extern const Operation kExecuteStatement;
extern const Operation kBatchExecuteStatement;
extern const Operation kExecuteTransaction;

extern const Operation kUpdateTimeToLive;
extern const Operation kDescribeTimeToLive;
extern const Operation kListStreams;
extern const Operation kDescribeStream;
extern const Operation kGetShardIterator;
extern const Operation kGetRecords;

extern const Operation kDeleteTable;
extern const Operation kUpdateContinuousBackups;
extern const Operation kDescribeContinuousBackups;
extern const Operation kCreateBackup;
extern const Operation kDescribeBackup;
extern const Operation kListBackups;
extern const Operation kDeleteBackup;
extern const Operation kRestoreTableToPointInTime;
extern const Operation kRestoreTableFromBackup;

// The ones above.
std::span<const Operation* const> operations();

// DynamoDB's other operations, which are refused by name.
std::span<const std::string_view> unsupported_operations();

}  // namespace tidemark::api
