#include "api/backup/backup_tag_members.h"
#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of_resource(request, engine));
  const std::string& arn = request.in_path("resourceArn");
  const auto found = vault::find<vault::TagRow>(rows, vault::tags_key(arn));
  if (!found) return backup_error(found.error());
  if (!found.value()) return tagged_missing(arn);
  const vault::Tags& tags = found.value()->tags;
  codec::JsonWriter out;
  out.begin_object().key("Tags").begin_object();
  std::string last;
  std::size_t shown = 0;
  auto one = page.after.empty() ? tags.begin() : tags.upper_bound(page.after);
  for (; one != tags.end() && shown < page.limit; ++one, ++shown) {
    out.key(one->first).string(one->second);
    last = one->first;
  }
  out.end_object();
  write_next_token(out, one == tags.end() ? "" : last);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListTags{.name = "ListTags",
                                .method = "GET",
                                .path = "/tags/{resourceArn}",
                                .honoured = "resourceArn nextToken maxResults",
                                .handle = handle};

}  // namespace tidemark::api
