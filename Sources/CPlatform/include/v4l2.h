// Video4Linux2: the kernel's structures, its requests (macros that Swift does not import), and memory that is shared with a driver.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const unsigned long CPLATFORM_V4L2_QUERYCAP = VIDIOC_QUERYCAP;
static const unsigned long CPLATFORM_V4L2_ENUM_FMT = VIDIOC_ENUM_FMT;
static const unsigned long CPLATFORM_V4L2_ENUM_FRAMESIZES = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long CPLATFORM_V4L2_ENUM_FRAMEINTERVALS = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long CPLATFORM_V4L2_G_FMT = VIDIOC_G_FMT;
static const unsigned long CPLATFORM_V4L2_S_FMT = VIDIOC_S_FMT;
static const unsigned long CPLATFORM_V4L2_TRY_FMT = VIDIOC_TRY_FMT;
static const unsigned long CPLATFORM_V4L2_G_PARM = VIDIOC_G_PARM;
static const unsigned long CPLATFORM_V4L2_S_PARM = VIDIOC_S_PARM;
static const unsigned long CPLATFORM_V4L2_REQBUFS = VIDIOC_REQBUFS;
static const unsigned long CPLATFORM_V4L2_QUERYBUF = VIDIOC_QUERYBUF;
static const unsigned long CPLATFORM_V4L2_QBUF = VIDIOC_QBUF;
static const unsigned long CPLATFORM_V4L2_DQBUF = VIDIOC_DQBUF;
static const unsigned long CPLATFORM_V4L2_STREAMON = VIDIOC_STREAMON;
static const unsigned long CPLATFORM_V4L2_STREAMOFF = VIDIOC_STREAMOFF;
static const unsigned long CPLATFORM_V4L2_QUERYCTRL = VIDIOC_QUERYCTRL;
static const unsigned long CPLATFORM_V4L2_QUERYMENU = VIDIOC_QUERYMENU;
static const unsigned long CPLATFORM_V4L2_G_CTRL = VIDIOC_G_CTRL;
static const unsigned long CPLATFORM_V4L2_S_CTRL = VIDIOC_S_CTRL;

/// Negated errno when it failed.
static inline int cplatform_open(const char *path) {
    const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/// A request to a device, repeated when a signal cut it short. Negated errno when it failed.
static inline int cplatform_v4l2(int fd, unsigned long request, void *argument) {
    int result;
    do { result = ioctl(fd, request, argument); } while (result == -1 && errno == EINTR);
    return result == -1 ? -errno : result;
}

/// Whether `device` (of stat) is one of Video4Linux's.
static inline int cplatform_is_video(uint64_t device) { return major(device) == 81; }

/// Bytes of readable memory behind a mapping: kernels load whole vectors, which may reach beyond the last sample.
static const size_t CPLATFORM_V4L2_MARGIN = 4096;

/// Maps a driver's buffer with a page of ours behind it. NULL and errno when it failed.
static inline void *cplatform_v4l2_map(int fd, size_t length, int64_t offset) {
    const size_t whole = (length + 4095) / 4096 * 4096 + CPLATFORM_V4L2_MARGIN;
    void *place = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) return NULL;
    if (mmap(place, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, offset) != MAP_FAILED) return place;
    const int cause = errno;
    munmap(place, whole);
    errno = cause;
    return NULL;
}

static inline int cplatform_v4l2_unmap(void *place, size_t length) {
    return munmap(place, (length + 4095) / 4096 * 4096 + CPLATFORM_V4L2_MARGIN);
}

/// A descriptor that poll finds readable once it has been written to. Negated errno when it failed.
static inline int cplatform_event(void) {
    const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}
