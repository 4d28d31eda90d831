#include "api/evidence.h"

#include <array>

namespace tidemark::api {
namespace {

// Both parted by blanks.
struct Evidence {
  std::string_view operations;
  std::string_view tests;
};

constexpr std::array kEvidence{
    Evidence{"CreateTable", "test_api journeys conformance/indexes conformance/table_settings"},
    Evidence{"DescribeTable DeleteTable", "test_api journeys conformance/table_settings"},
    Evidence{"ListTables", "test_api journeys conformance/account"},
    Evidence{"UpdateTable", "test_api conformance/indexes_update conformance/table_settings"},
    Evidence{"TagResource UntagResource ListTagsOfResource", "test_api conformance/tags"},
    Evidence{"DescribeLimits DescribeEndpoints", "test_api conformance/account"},
    Evidence{"PutResourcePolicy GetResourcePolicy DeleteResourcePolicy",
             "conformance/resource_policies"},
    Evidence{"UpdateContributorInsights", "conformance/contributor_insights"},
    Evidence{"DescribeContributorInsights ListContributorInsights",
             "conformance/contributor_insights"},
    Evidence{"EnableKinesisStreamingDestination DisableKinesisStreamingDestination",
             "conformance/kinesis_destinations"},
    Evidence{"UpdateKinesisStreamingDestination DescribeKinesisStreamingDestination",
             "conformance/kinesis_destinations"},
    Evidence{"CreateGlobalTable UpdateGlobalTable DescribeGlobalTable DescribeGlobalTableSettings "
             "UpdateGlobalTableSettings ListGlobalTables",
             "conformance/account"},
    Evidence{"PutItem UpdateItem DeleteItem",
             "test_api test_expressions conformance/put_item conformance/update_item "
             "conformance/delete_item conformance/update_expressions conformance/conditions "
             "conformance/legacy_writes conformance/numbers conformance/limits "
             "conformance/write_indexes"},
    Evidence{"TransactWriteItems TransactGetItems", "conformance/transactions"},
    Evidence{"BatchWriteItem",
             "test_api journeys conformance/batch_write_item conformance/write_indexes"},
    Evidence{"GetItem BatchGetItem", "conformance/get_item conformance/batch_get_item"},
    Evidence{"Query Scan",
             "conformance/query conformance/scan conformance/filters conformance/index_reads"},
    Evidence{"ExecuteStatement BatchExecuteStatement ExecuteTransaction",
             "test_expressions conformance/partiql_grammar conformance/partiql_select "
             "conformance/partiql_index conformance/partiql_write conformance/partiql_batch "
             "conformance/partiql_transaction"},
    Evidence{"UpdateContinuousBackups DescribeContinuousBackups", "test_recovery journeys"},
    Evidence{"CreateBackup DescribeBackup ListBackups DeleteBackup", "test_recovery journeys"},
    Evidence{"RestoreTableToPointInTime RestoreTableFromBackup",
             "test_recovery journeys conformance/index_restores"},
    Evidence{"DescribeTimeToLive UpdateTimeToLive", "conformance/ttl"},
    Evidence{"DescribeStream GetRecords GetShardIterator ListStreams",
             "conformance/streams journeys"},
    Evidence{"DescribeTableReplicaAutoScaling UpdateTableReplicaAutoScaling",
             "conformance/account conformance/fidelity"},
    Evidence{"ExportTableToPointInTime DescribeExport ListExports ImportTable DescribeImport "
             "ListImports",
             "conformance/fidelity"},
    Evidence{"StartBulkPutItems CancelBulkOperation DescribeBulkOperation ListBulkOperations "
             "SearchVectors",
             "conformance/fidelity"},
};

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos;
       at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || words[at - 1] == ' ';
    if (begins && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

std::string_view shown_by(std::string_view operation) {
  for (const Evidence& evidence : kEvidence) {
    if (has_word(evidence.operations, operation)) return evidence.tests;
  }
  return {};
}

}  // namespace tidemark::api
