#include "console/help_topics.h"

#include <algorithm>
#include <array>
#include <string>

namespace tidemark::console {
namespace {

// Facts about AWS: developer guides of DynamoDB and AWS Backup (read 2026-11-21).
constexpr std::array<HelpTopic, 10> kTopics{{
    {"AWS Backup",
     "AWS Backup makes backups by a plan (say, every night) and keeps them as recovery points in a "
     "vault. The vault that this console reads is the one in tidemark.yaml.\n"
     "\n"
     "A recovery point lives as long as its plan says, also when the table is gone. It can be "
     "restored only into a new table. A recovery point that is not COMPLETED is shown, marked, and "
     "cannot be chosen; the others can."},
    {"Going back to a recovery point",
     "Action 2 replaces a table by one of its recovery points: it backs the table up as it is now, "
     "checks that backup, asks about deletion protection, deletes the table and lets AWS Backup "
     "restore the recovery point under its name. Settings that a restore loses are put back.\n"
     "\n"
     "The history of point-in-time recovery and the stream of the old table end with it. The "
     "backup made first is the way back; it is kept until you agree to the cleanup."},
    {"Cold storage",
     "A plan may move recovery points to cold storage after some days: cheaper to keep, slow to "
     "get back. A restore from there begins only after hours, and AWS charges for retrieving it. "
     "The console says so before it begins, and asks again.\n"
     "\n"
     "What lies in cold storage is paid for 90 days at least."},
    {"Deletion protection",
     "A switch of a table: while it is on, nobody can delete the table, whatever their rights. "
     "Restores in place must delete the old table, so the console asks whether it may switch the "
     "protection off for that step; if the run stops there, it is switched on again.\n"
     "\n"
     "A restored table begins without it. The console puts it back if it was on."},
    {"DynamoDB backups",
     "An on-demand backup in DynamoDB is a copy of one table as of one moment. Making it takes "
     "seconds and does not slow the table down. It stays, and is paid for, until it is deleted, "
     "also when the table is gone.\n"
     "\n"
     "When a table with point-in-time recovery is deleted, AWS makes one itself and keeps it for "
     "35 days: it is marked \"AWS's own\" in the list."},
    {"Turning deletion protection on",
     "Action 8, or `tidemark protect TABLE`. It takes effect at once and costs nothing. Delete a "
     "protected table with action 6: you are asked first."},
    {"Turning point-in-time recovery on",
     "Action 7, or `tidemark protect TABLE`. You choose how many days are kept, 1 to 35. The "
     "window "
     "begins at that moment: what was before cannot be gone back to. Turning it off, even "
     "shortly, throws the window away.\n"
     "\n"
     "It is paid for by the size of the table."},
    {"Point-in-time recovery",
     "DynamoDB keeps every change of the last days, so that a table can be restored as it was at "
     "any second of the window. The newest second is about five minutes ago. AWS restores only "
     "into a new table.\n"
     "\n"
     "Times may be typed as they are shown (Nov 21 2026 - 00:04:15), as 2026-11-21T00:04:15Z, as "
     "\"2h ago\", \"yesterday 14:00\" or \"latest\". You are shown what was understood, in your "
     "zone "
     "and in UTC."},
    {"Going back to a second",
     "Action 1 replaces a table by itself as of a second: it restores that second into a "
     "duplicate, "
     "compares the duplicate with what AWS says it should hold, backs up the table and the "
     "duplicate, asks about deletion protection, deletes the table and restores the duplicate's "
     "backup under its name. Settings that a restore loses are put back.\n"
     "\n"
     "The old history ends with the old table, so a wrong second cannot be chosen again "
     "afterwards: "
     "look at the duplicate first if you can. Every copy is kept until the new table is verified "
     "and you agree to the cleanup."},
    {"Warm storage",
     "Where recovery points lie until their plan moves them to cold storage. A restore from there "
     "begins at once."},
}};

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return lower;
}

}  // namespace

std::span<const HelpTopic> help_topics() {
  return kTopics;
}

const HelpTopic* help_topic(std::string_view asked) {
  const std::string wanted = lowered(asked);
  if (wanted.empty()) return nullptr;
  const HelpTopic* found = nullptr;
  for (std::size_t i = 0; i < kTopics.size(); ++i) {
    const std::string title = lowered(kTopics[i].title);
    if (wanted == title || wanted == std::to_string(i + 1)) return &kTopics[i];
    if (!title.starts_with(wanted)) continue;
    if (found != nullptr) return nullptr;
    found = &kTopics[i];
  }
  return found;
}

}  // namespace tidemark::console
