#include "bench/all_cases.h"

#include "bench/backup_cases.h"
#include "bench/client_cases.h"
#include "bench/commit_cases.h"
#include "bench/copying_cases.h"
#include "bench/digest_cases.h"
#include "bench/expression_cases.h"
#include "bench/http_cases.h"
#include "bench/points_cases.h"
#include "bench/read_cases.h"
#include "bench/restore_cases.h"
#include "bench/selection_cases.h"
#include "bench/server_cases.h"
#include "bench/signature_cases.h"

namespace tidemark::bench {

void add_all_cases(Bench& bench) {
  add_http_cases(bench);
  add_commit_cases(bench);
  add_read_cases(bench);
  add_restore_cases(bench);
  add_branch_cases(bench);
  add_copying_cases(bench);
  add_points_cases(bench);
  add_digest_cases(bench);
  add_backup_cases(bench);
  add_expression_cases(bench);
  add_signature_cases(bench);
  add_client_cases(bench);
  add_selection_cases(bench);
  add_server_cases(bench);
}

}  // namespace tidemark::bench
