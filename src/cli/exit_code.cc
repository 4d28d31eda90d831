#include "cli/exit_code.h"

#include <array>

namespace tidemark::cli {

std::span<const ExitCodeMeaning> exit_code_table() {
  static constexpr std::array kTable{
      ExitCodeMeaning{ExitCode::kDone, "done; what was asked for holds"},
      ExitCodeMeaning{ExitCode::kFound,
                      "something was found: doctor, check, passport diff, a drill that failed"},
      ExitCodeMeaning{ExitCode::kDiffers,
                      "the verification differs: what was restored is not what was to be restored"},
      ExitCodeMeaning{ExitCode::kUnfinished,
                      "the run is unfinished; tidemark runs resume goes on, runs undo goes back"},
      ExitCodeMeaning{ExitCode::kCancelled, "cancelled before anything was changed"},
      ExitCodeMeaning{ExitCode::kNoDirectory,
                      "check, repair, stats: the data directory cannot be looked at"},
      ExitCodeMeaning{ExitCode::kInterrupted, "interrupted; no run was left unfinished"},
      ExitCodeMeaning{ExitCode::kUsage, "the words were not understood; nothing was sent"},
      ExitCodeMeaning{ExitCode::kSetting,
                      "the surroundings do not fit: no credentials, no region, a broken config"},
      ExitCodeMeaning{ExitCode::kService, "the service answered with an error"},
      ExitCodeMeaning{ExitCode::kFailed, "anything else failed"},
  };
  return kTable;
}

}  // namespace tidemark::cli
