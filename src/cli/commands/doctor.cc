#include "operator/doctor.h"

#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"

namespace tidemark::cli {
namespace {

std::string_view word_of(runbooks::Finding finding) {
  if (finding == runbooks::Finding::kGood) return "good";
  return finding == runbooks::Finding::kRisk ? "risk" : "problem";
}

Result<ExitCode> look(const Words& /*words*/, CommandContext& context) {
  TM_TRY(const runbooks::Config config, context.config());
  TM_TRY(client::Session* const session, context.session());
  const runbooks::Examination found = runbooks::examine(*session, config, context.around().clock);
  Rows rows;
  for (const runbooks::Checked& checked : found.checked) {
    rows.push_back(Members()
                       .text("about", checked.about)
                       .text("finding", word_of(checked.finding))
                       .text("what", checked.what)
                       .text("todo", checked.todo)
                       .take());
  }
  TM_TRY_STATUS(context.show(document()
                                 .flag("healthy", found.healthy())
                                 .text("account", found.who ? found.who->account : "")
                                 .text("arn", found.who ? found.who->arn : "")
                                 .value("checked", codec::JsonValue(std::move(rows)))
                                 .take(),
                             runbooks::text_of(found)));
  return found.healthy() ? ExitCode::kDone : ExitCode::kFound;
}

}  // namespace

CommandSpec doctor_spec() {
  return {
      .path = {"doctor"},
      .summary = "Look at everything that a recovery needs before it is needed",
      .notes =
          "Credentials and account, region, clocks, vault, role with both policies, opt-ins,\n"
          "point-in-time recovery of every table, endpoints. Every problem is told, with what\n"
          "to do. It only reads. Exit code 1 when there is a problem.",
      .examples = {{"tidemark doctor"},
                   {"tidemark doctor --output json --query \"checked[?finding=='problem'].todo\""}},
      .run = look};
}

}  // namespace tidemark::cli
