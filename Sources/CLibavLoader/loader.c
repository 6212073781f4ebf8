// Loads libav* and finds its functions, each at its first call. Any thread: two that bind the same slot store the same address.
#if defined(__x86_64__) && defined(__linux__)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libavformat/version.h>
#include <libswscale/version.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT(number) #number
#define NUMBER(number) TEXT(number)

static const char *const names[] = {
#define F(name) #name,
#include "functions.inc"
#undef F
};

extern void *libav_slots[] __attribute__((visibility("hidden")));
__attribute__((visibility("hidden"))) void *libav_bind(void **slot);

static void *library(const char *name) {
    // libav keeps threads and locks of its own: what is loaded stays.
    void *handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (handle) return handle;
    dprintf(STDERR_FILENO, "vidproc: error: %s\nhint: it is part of FFmpeg; this program was built for that very version\n", dlerror());
    _exit(1);
}

void *libav_bind(void **slot) {
    const char *name = names[slot - libav_slots];
    // Looking in a library looks in those it needs too: libavcodec and libavutil come with libavformat.
    void *address = dlsym(library("libavformat.so." NUMBER(LIBAVFORMAT_VERSION_MAJOR)), name);
    if (!address) address = dlsym(library("libswscale.so." NUMBER(LIBSWSCALE_VERSION_MAJOR)), name);
    if (!address) {
        dprintf(STDERR_FILENO, "vidproc: error: FFmpeg's libraries here have no %s\n", name);
        _exit(1);
    }
    __atomic_store_n(slot, address, __ATOMIC_RELEASE);
    return address;
}
#else
typedef int nothing_to_load;
#endif
