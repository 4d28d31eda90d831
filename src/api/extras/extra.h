// What the files of this folder share: one extra is one file and one function.
#pragma once

#include "api/extras/extras.h"
#include "tables/catalog.h"

#include <map>
#include <optional>
#include <string>

namespace tidemark::api {

struct ExtraRequest {
  const ExtrasCall& call;
  tables::TableName table;                   // of /_tidemark/tables/T/…
  std::string id;                            // of /_tidemark/deleted-tables/ID, …/vaults/V/…
  std::string job;                           // of /_tidemark/vaults/V/verify/ID
  std::map<std::string, std::string> query;  // decoded
};

Reply extra_json(std::string body);
Reply extra_error(int status, std::string_view message);
Reply extra_error(const Error& error);

// The query's instant of that name; nullopt when absent. Errors: kInvalid naming it.
Result<std::optional<Timestamp>> instant_in(const ExtraRequest& request, const std::string& name);

Handling list_deleted_tables(const ExtraRequest& request, Engine& engine);
Handling purge_deleted_table(const ExtraRequest& request, Engine& engine);
Handling table_tally(const ExtraRequest& request, Engine& engine);
Handling table_changes(const ExtraRequest& request, Engine& engine);
Handling table_restore(const ExtraRequest& request, Engine& engine);
// What happened: docs/formats/events.md.
Handling list_events(const ExtraRequest& request, Engine& engine);
// Where the links of SNS messages lead; nobody has to sign for them.
Handling confirm_by_link(const ExtraRequest& request, Engine& engine);
Handling unsubscribe_by_link(const ExtraRequest& request, Engine& engine);
Handling signing_certificate(const ExtraRequest& request, Engine& engine);
Handling show_clock(const ExtraRequest& request, Engine& engine);
Handling change_clock(const ExtraRequest& request, Engine& engine);
Handling show_jobs(const ExtraRequest& request, Engine& engine);
// A vault's blobs read again and checked: POST starts it, GET tells how far it is.
Handling verify_vault(const ExtraRequest& request, Engine& engine);
Handling show_verify(const ExtraRequest& request, Engine& engine);
Handling pause_jobs(const ExtraRequest& request, Engine& engine);

}  // namespace tidemark::api
