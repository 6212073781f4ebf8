// libav* as one module, and what Swift cannot import of it: macros with casts, and the calls that changed between FFmpeg 5 and 7.
#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/imgutils.h>
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
static inline int cffmpeg_copy_side_data(AVStream *to, const AVStream *from) {
#if LIBAVFORMAT_VERSION_MAJOR < 61
    for (int i = 0; i < from->nb_side_data; i++) {
        uint8_t *data = av_stream_new_side_data(to, from->side_data[i].type, from->side_data[i].size);
        if (!data) return AVERROR(ENOMEM);
        memcpy(data, from->side_data[i].data, from->side_data[i].size);
    }
#else
    for (int i = 0; i < from->codecpar->nb_coded_side_data; i++) {
        const AVPacketSideData *side = &from->codecpar->coded_side_data[i];
        AVPacketSideData *copy = av_packet_side_data_new(
            &to->codecpar->coded_side_data, &to->codecpar->nb_coded_side_data, side->type, side->size, 0);
        if (!copy) return AVERROR(ENOMEM);
        memcpy(copy->data, side->data, side->size);
    }
#endif
    return 0;
}
