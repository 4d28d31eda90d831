#include "blobs/s3_text.h"

#include "codec/iso8601.h"
#include "codec/uri.h"
#include "wire/xml_writer.h"

#include <pugixml.hpp>

namespace tidemark::blobs {
namespace {

using Document = pugi::xml_document;

Result<pugi::xml_node> root_of(Document& document, std::string_view body, const char* name) {
  const auto parsed = document.load_buffer(body.data(), body.size());
  if (!parsed) {
    return fail(Code::kCorrupt, fmt::format("the service sent no XML: {} at byte {}",
                                            parsed.description(), parsed.offset));
  }
  const pugi::xml_node root = document.child(name);
  if (root) return root;
  return fail(Code::kCorrupt, fmt::format("the service sent <{}>, not <{}>",
                                          document.document_element().name(), name));
}

bool is_true(const pugi::xml_node& node) {
  return std::string_view(node.child_value()) == "true";
}

// With encoding-type=url keys are percent-encoded, and the document says so.
Result<std::string> key_of(const pugi::xml_node& entry, bool encoded) {
  const std::string key = entry.child_value("Key");
  return encoded ? codec::percent_decode(key) : Result<std::string>(key);
}

bool is_encoded(const pugi::xml_node& root) {
  return std::string_view(root.child_value("EncodingType")) == "url";
}

}  // namespace

S3Problem read_problem(std::string_view body) {
  Document document;
  if (!document.load_buffer(body.data(), body.size())) return {};
  const pugi::xml_node error = document.child("Error");
  return {.code = error.child_value("Code"), .message = error.child_value("Message")};
}

bool is_problem(std::string_view body) {
  Document document;
  return document.load_buffer(body.data(), body.size()) && document.child("Error");
}

Result<ObjectList> read_object_list(std::string_view body) {
  Document document;
  TM_TRY(const pugi::xml_node root, root_of(document, body, "ListBucketResult"));
  ObjectList list{.objects = {}, .truncated = is_true(root.child("IsTruncated"))};
  for (const pugi::xml_node entry : root.children("Contents")) {
    TM_TRY(std::string key, key_of(entry, is_encoded(root)));
    list.objects.push_back(
        {.key = std::move(key), .bytes = entry.child("Size").text().as_ullong()});
  }
  return list;
}

Result<VersionList> read_version_list(std::string_view body) {
  Document document;
  TM_TRY(const pugi::xml_node root, root_of(document, body, "ListVersionsResult"));
  VersionList list;
  for (const pugi::xml_node entry : root.children()) {
    const std::string_view kind = entry.name();
    if (kind != "Version" && kind != "DeleteMarker") continue;
    TM_TRY(std::string key, key_of(entry, is_encoded(root)));
    list.versions.push_back({.key = std::move(key), .version = entry.child_value("VersionId")});
  }
  if (!is_true(root.child("IsTruncated"))) return list;
  const std::string next_key = root.child_value("NextKeyMarker");
  TM_TRY(list.next_key,
         is_encoded(root) ? codec::percent_decode(next_key) : Result<std::string>(next_key));
  list.next_version = root.child_value("NextVersionIdMarker");
  return list;
}

Result<std::string> read_upload_id(std::string_view body) {
  Document document;
  TM_TRY(const pugi::xml_node root, root_of(document, body, "InitiateMultipartUploadResult"));
  const std::string id = root.child_value("UploadId");
  if (id.empty()) return fail(Code::kCorrupt, "the service began an upload without an id");
  return id;
}

Result<bool> read_versioning(std::string_view body) {
  Document document;
  TM_TRY(const pugi::xml_node root, root_of(document, body, "VersioningConfiguration"));
  return !std::string_view(root.child_value("Status")).empty();
}

Result<bool> read_object_lock(std::string_view body) {
  Document document;
  TM_TRY(const pugi::xml_node root, root_of(document, body, "ObjectLockConfiguration"));
  return std::string_view(root.child_value("ObjectLockEnabled")) == "Enabled";
}

std::string completion_text(const std::vector<std::string>& etags) {
  std::string text = R"(<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";
  int number = 0;
  for (const std::string& etag : etags) {
    text += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", ++number,
                        wire::xml_escape(etag));
  }
  return text + "</CompleteMultipartUpload>";
}

std::string retention_text(std::string_view mode, Timestamp until) {
  return fmt::format(R"(<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Mode>{}</Mode>)"
                     "<RetainUntilDate>{}</RetainUntilDate></Retention>",
                     mode, codec::to_iso8601(until));
}

}  // namespace tidemark::blobs
