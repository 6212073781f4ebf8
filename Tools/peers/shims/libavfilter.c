// libavfilter (the system's) in process: frames in memory -> buffer -> graph -> buffersink.
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_FRAMES = 8 };

typedef struct {
    AVFilterGraph *graph;
    AVFilterContext *source, *sink;
    AVFrame *frames[MOST_FRAMES], *result;
    int frame_count, width, height;
    enum AVPixelFormat format;
    int64_t fed;
} Graph;

void avf_close(Graph *graph) {
    if (!graph) return;
    avfilter_graph_free(&graph->graph);
    for (int i = 0; i < graph->frame_count; i++) av_frame_free(&graph->frames[i]);
    av_frame_free(&graph->result);
    free(graph);
}

// NULL: the graph cannot be made.
Graph *avf_open(const char *filters, int width, int height, const char *format, int threads) {
    av_log_set_level(AV_LOG_ERROR);
    Graph *graph = calloc(1, sizeof *graph);
    graph->width = width;
    graph->height = height;
    graph->format = av_get_pix_fmt(format);
    graph->result = av_frame_alloc();
    graph->graph = avfilter_graph_alloc();
    graph->graph->nb_threads = threads;
    graph->graph->thread_type = AVFILTER_THREAD_SLICE;
    char arguments[256];
    snprintf(arguments, sizeof arguments, "video_size=%dx%d:pix_fmt=%d:time_base=1/30:pixel_aspect=1/1", width, height, graph->format);
    AVFilterInOut *outputs = avfilter_inout_alloc(), *inputs = avfilter_inout_alloc();
    if (avfilter_graph_create_filter(&graph->source, avfilter_get_by_name("buffer"), "in", arguments, NULL, graph->graph) < 0) goto failed;
    if (avfilter_graph_create_filter(&graph->sink, avfilter_get_by_name("buffersink"), "out", NULL, NULL, graph->graph) < 0) goto failed;
    *outputs = (AVFilterInOut){.name = av_strdup("in"), .filter_ctx = graph->source};
    *inputs = (AVFilterInOut){.name = av_strdup("out"), .filter_ctx = graph->sink};
    if (avfilter_graph_parse_ptr(graph->graph, filters, &inputs, &outputs, NULL) < 0) goto failed;
    if (avfilter_graph_config(graph->graph, NULL) < 0) goto failed;
    return graph;
failed:
    avf_close(graph);
    return NULL;
}

// libav's name of the result's layout: another one than the input's means that the graph converts.
const char *avf_format(Graph *graph) { return av_get_pix_fmt_name(av_buffersink_get_format(graph->sink)); }

int avf_add(Graph *graph, const uint8_t *data) {
    AVFrame *frame = av_frame_alloc();
    frame->format = graph->format;
    frame->width = graph->width;
    frame->height = graph->height;
    if (graph->frame_count == MOST_FRAMES || av_frame_get_buffer(frame, 64) < 0) return -1;
    uint8_t *planes[4];
    int strides[4];
    av_image_fill_arrays(planes, strides, data, graph->format, graph->width, graph->height, 1);
    av_image_copy(frame->data, frame->linesize, (const uint8_t **)planes, strides, graph->format, graph->width, graph->height);
    graph->frames[graph->frame_count++] = frame;
    return 0;
}

static int feed(Graph *graph) {
    AVFrame *frame = graph->frames[graph->fed % graph->frame_count];
    frame->pts = graph->fed++;
    return av_buffersrc_add_frame_flags(graph->source, frame, AV_BUFFERSRC_FLAG_KEEP_REF);
}

// Frames that came out; negative: an error.
int avf_run(Graph *graph) {
    int count = 0, status = feed(graph);
    if (status < 0) return status;
    for (;; count++) {
        av_frame_unref(graph->result);
        if (av_buffersink_get_frame(graph->sink, graph->result) < 0) return count;
    }
}

// The first frame's result, without padding; returns its bytes, negative where there is none.
int avf_get(Graph *graph, uint8_t *result, int capacity, int *width, int *height) {
    graph->fed = graph->fed / graph->frame_count * graph->frame_count;
    if (feed(graph) < 0) return -1;
    av_frame_unref(graph->result);
    AVFrame *frame = graph->result;
    if (av_buffersink_get_frame(graph->sink, frame) < 0) return -1;
    *width = frame->width;
    *height = frame->height;
    return av_image_copy_to_buffer(
        result, capacity, (const uint8_t *const *)frame->data, frame->linesize, frame->format, frame->width, frame->height, 1);
}

const char *avf_version(void) { return av_version_info(); }
