#include "vault/idempotency.h"

#include "codec/row_bytes.h"

namespace tidemark::vault {

std::string IdempotentRequest::key() const {
  return key_of(account, "idempotent", operation, token);
}

std::string IdempotentRequest::encode() const {
  codec::RowWriter out;
  out.byte(1);
  out.text(account);
  out.text(operation);
  out.text(token);
  out.text(fingerprint);
  out.text(result_id);
  return out.take();
}

Result<IdempotentRequest> IdempotentRequest::decode(std::string_view bytes) {
  codec::RowReader in(bytes, "an idempotency token's row");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  IdempotentRequest request;
  request.account = in.text();
  request.operation = in.text();
  request.token = in.text();
  request.fingerprint = in.text();
  request.result_id = in.text();
  TM_TRY_STATUS(in.status());
  return request;
}

}  // namespace tidemark::vault
