#include "http/responder.h"

#include "base/check.h"

namespace tidemark::http {

Responder::~Responder() {
  if (exchange_) exchange_->answer({.status = 500, .headers = {}, .body = {}});
}

void Responder::operator()(Response response) {
  TM_CHECK(exchange_ != nullptr);
  std::exchange(exchange_, nullptr)->answer(std::move(response));
}

void Responder::post(std::function<void()> work) const {
  TM_CHECK(exchange_ != nullptr);
  exchange_->post(std::move(work));
}

}  // namespace tidemark::http
