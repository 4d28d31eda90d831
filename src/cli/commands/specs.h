// The commands' specs, a file each. Listed in cli/commands.cc.
//
// Threads   Pure functions.
#pragma once

#include "cli/command.h"

namespace tidemark::cli {

CommandSpec apply_spec();
CommandSpec backup_create_spec();
CommandSpec backup_delete_spec();
CommandSpec backup_list_spec();
CommandSpec backup_prune_spec();
CommandSpec backup_schedule_spec();
CommandSpec check_spec();
CommandSpec completion_spec();
CommandSpec config_check_spec();
CommandSpec config_import_spec();
CommandSpec console_spec();
CommandSpec delete_table_spec();
CommandSpec doctor_spec();
CommandSpec drill_spec();
CommandSpec get_spec();
CommandSpec info_spec();
CommandSpec jobs_spec();
CommandSpec man_spec();
CommandSpec passport_apply_spec();
CommandSpec passport_diff_spec();
CommandSpec passport_show_spec();
CommandSpec protect_spec();
CommandSpec query_spec();
CommandSpec repair_spec();
CommandSpec restore_backup_spec();
CommandSpec restore_event_spec();
CommandSpec restore_pitr_spec();
CommandSpec restore_point_spec();
CommandSpec runs_cleanup_spec();
CommandSpec runs_list_spec();
CommandSpec runs_resume_spec();
CommandSpec runs_show_spec();
CommandSpec runs_undo_spec();
CommandSpec scan_spec();
CommandSpec serve_spec();
CommandSpec stats_spec();
CommandSpec tables_spec();
CommandSpec vaults_spec();
CommandSpec verify_spec();
CommandSpec whoami_spec();

}  // namespace tidemark::cli
