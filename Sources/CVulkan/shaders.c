// The shaders that Tools/shaders has built.
#include "cvulkan.h"
#include <string.h>

typedef struct {
  const char *name;
  const uint32_t *words;
  size_t bytes;
} cvulkan_entry;

// In shaders.S.
extern const cvulkan_entry cvulkan_shaders[];

const uint32_t *cvulkan_shader(const char *name, size_t *count) {
  for (const cvulkan_entry *entry = cvulkan_shaders; entry->name; entry++) {
    if (strcmp(entry->name, name)) continue;
    *count = entry->bytes / 4;
    return entry->words;
  }
  return NULL;
}
