// libav* as one module, and what Swift cannot import of it: macros with casts, and the calls that changed between FFmpeg 5 and 7.
#pragma once
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/sha.h>
#include <libswscale/swscale.h>

static const int64_t CFFMPEG_NO_PTS = INT64_MIN;
static inline int cffmpeg_error(int error) { return AVERROR(error); }
static inline int cffmpeg_eof(void) { return AVERROR_EOF; }
static inline int cffmpeg_exit(void) { return AVERROR_EXIT; }
static inline int cffmpeg_option_not_found(void) { return AVERROR_OPTION_NOT_FOUND; }
static inline int cffmpeg_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline void cffmpeg_silence(void) { av_log_set_level(AV_LOG_QUIET); }
/// Ticks that a frame is shown; the field's name changed in FFmpeg 6.
static inline int64_t cffmpeg_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
    return frame->duration;
#else
    return frame->pkt_duration;
#endif
}
static inline void cffmpeg_set_frame_duration(AVFrame *frame, int64_t duration) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
    frame->duration = duration;
#else
    frame->pkt_duration = duration;
#endif
}
static inline AVRational cffmpeg_microseconds(void) { return (AVRational){1, AV_TIME_BASE}; }

/// Stream side data (display matrix, …): on the stream up to FFmpeg 6.0, among the codec parameters (which are copied anyhow) from 6.1.
/// Side data number `index` of a stream; NULL beyond the last.
static inline const AVPacketSideData *cffmpeg_side_data(const AVStream *stream, int index) {
#if LIBAVFORMAT_VERSION_MAJOR < 61
    return index < stream->nb_side_data ? &stream->side_data[index] : NULL;
#else
    return index < stream->codecpar->nb_coded_side_data ? &stream->codecpar->coded_side_data[index] : NULL;
#endif
}
/// Gives `to` a copy of `size` bytes, in place of what it has of that type.
static inline int cffmpeg_add_side_data(AVStream *to, enum AVPacketSideDataType type, const void *data, size_t size) {
#if LIBAVFORMAT_VERSION_MAJOR < 61
    uint8_t *copy = av_stream_new_side_data(to, type, size);
    if (!copy) return AVERROR(ENOMEM);
    memcpy(copy, data, size);
#else
    AVPacketSideData *copy = av_packet_side_data_new(&to->codecpar->coded_side_data, &to->codecpar->nb_coded_side_data, type, size, 0);
    if (!copy) return AVERROR(ENOMEM);
    memcpy(copy->data, data, size);
#endif
    return 0;
}
static inline int cffmpeg_copy_side_data(AVStream *to, const AVStream *from) {
    const AVPacketSideData *side;
    for (int i = 0; (side = cffmpeg_side_data(from, i)); i++) {
        int code = cffmpeg_add_side_data(to, side->type, side->data, side->size);
        if (code < 0) return code;
    }
    return 0;
}

/// Gives `to` a copy of `size` bytes as its codec header.
static inline int cffmpeg_set_extradata(AVCodecParameters *to, const uint8_t *data, size_t size) {
    uint8_t *copy = av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE);
    if (!copy) return AVERROR(ENOMEM);
    memcpy(copy, data, size);
    av_freep(&to->extradata);
    to->extradata = copy;
    to->extradata_size = (int)size;
    return 0;
}
