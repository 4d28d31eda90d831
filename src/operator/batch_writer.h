// Items into a table, in batches, no faster than the table and the budget allow.
//
//   BatchWriter writer(session, "Orders-restored", pace);
//   TM_TRY_STATUS(writer.put(std::move(item)));            // any number
//   TM_TRY_STATUS(writer.flush());                         // what is left
//
// Holds at most a batch: 25 items. What comes back unprocessed is sent again, more slowly. A put
// done twice is done once, so that a copy may be begun again from the start.
//
// Threads   One a writer; a Pace may be shared.
// Errors    kBusy  items were still unprocessed after many rounds; and those of the client
#pragma once

#include "client/dynamodb.h"
#include "client/session.h"
#include "operator/pace.h"
#include "values/attribute_value.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::runbooks {

class BatchWriter {
 public:
  // The references outlive it.
  BatchWriter(client::Session& session, std::string table, Pace& pace)
      : session_(session), table_(std::move(table)), pace_(pace) {}

  Status put(values::Item&& item);
  Status flush();

  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  Result<client::Reply> send(const std::string& body);

  client::Session& session_;
  const std::string table_;
  Pace& pace_;
  std::vector<values::Item> batch_;
  std::uint64_t written_ = 0;
};

}  // namespace tidemark::runbooks
