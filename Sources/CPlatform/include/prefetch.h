// Asking for memory ahead of its use.
#pragma once
#include <stdint.h>

/// Brings `count` bytes into the caches; a hint, for any address.
static inline void cplatform_prefetch(const void *bytes, intptr_t count) {
    for (intptr_t i = 0; i < count; i += 64) __builtin_prefetch((const char *)bytes + i, 0, 3);
}
