// The meta rows of a stopped store against each other: numbers, lists of strata, pins, bases.
#pragma once

#include "storage/family_walk.h"

namespace tidemark::storage {

void check_meta(const StoppedStore& store, Walked& walked, Findings& findings);

}  // namespace tidemark::storage
