// VapourSynth's core through its C interface. The source is a node that gives the same pictures in memory again and again.
#include "VapourSynth4.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FRAMES = 8, MOST_NODES = 64 };

static const VSAPI *api;

typedef struct {
    VSCore *core;
    VSNode *nodes[MOST_NODES];
    VSFrame *frames[MOST_FRAMES];
    int node_count, frame_count;
    VSVideoInfo info;
    char error[512];
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int in_flight, done, failed;
    int next;
} Script;

static const VSFrame *VS_CC give(int n, int reason, void *instance, void **data, VSFrameContext *context, VSCore *core, const VSAPI *api) {
    (void)data, (void)context, (void)core;
    Script *script = instance;
    return reason == arInitial ? api->addFrameRef(script->frames[n % script->frame_count]) : NULL;
}

static void VS_CC release(void *instance, VSCore *core, const VSAPI *api) { (void)instance, (void)core, (void)api; }

// `planes`: 1 for gray of 8 bits, 3 for R, G and B. NULL: the library cannot be opened.
Script *vs_open(const char *library, int width, int height, int planes, int threads) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        fprintf(stderr, "%s\n", dlerror());
        return NULL;
    }
    const VSAPI *(*get)(int) = (const VSAPI *(*)(int))dlsym(handle, "getVapourSynthAPI");
    if (!get || !(api = get(VAPOURSYNTH_API_VERSION))) return NULL;
    Script *script = calloc(1, sizeof *script);
    pthread_mutex_init(&script->mutex, NULL);
    pthread_cond_init(&script->changed, NULL);
    script->core = api->createCore(0);
    api->setThreadCount(threads, script->core);
    script->info = (VSVideoInfo){.width = width, .height = height, .numFrames = 1 << 30, .fpsNum = 30, .fpsDen = 1};
    api->queryVideoFormat(&script->info.format, planes == 3 ? cfRGB : cfGray, stInteger, 8, 0, 0, script->core);
    return script;
}

// Rows without padding, planes one after the other.
void vs_add(Script *script, const unsigned char *data) {
    if (script->frame_count == MOST_FRAMES) return;
    int width = script->info.width, height = script->info.height;
    VSFrame *frame = api->newVideoFrame(&script->info.format, width, height, NULL, script->core);
    for (int plane = 0; plane < script->info.format.numPlanes; plane++)
        for (int y = 0; y < height; y++, data += width)
            memcpy(api->getWritePtr(frame, plane) + y * api->getStride(frame, plane), data, width);
    script->frames[script->frame_count++] = frame;
}

void vs_source(Script *script) {
    script->nodes[0] = api->createVideoFilter2("source", &script->info, give, release, fmParallel, NULL, 0, script, script->core);
    api->setCacheMode(script->nodes[0], cmForceDisable);
    script->node_count = 1;
}

// One filter more: "std.BoxBlur" and "key=i:1,2 key=f:1.5 key=d:text key=e:expression_with_spaces key=n:0,-1" (n: nodes, negative from the last).
// Without a node the last one goes in as `clip`. 0, or -1 with the reason in vs_error.
int vs_add_filter(Script *script, const char *name, const char *arguments) {
    char space[64], function[64];
    if (sscanf(name, "%63[^.].%63s", space, function) != 2 || script->node_count == MOST_NODES) return -1;
    VSPlugin *plugin = api->getPluginByNamespace(space, script->core);
    if (!plugin) {
        snprintf(script->error, sizeof script->error, "there is no %s", space);
        return -1;
    }
    VSMap *map = api->createMap();
    char *copy = strdup(arguments), *fields, *items;
    int has_node = 0;
    for (char *field = strtok_r(copy, " ", &fields); field; field = strtok_r(NULL, " ", &fields)) {
        char *equals = strchr(field, '=');
        if (!equals) continue;
        *equals = 0;
        char kind = equals[1], *value = equals + 3;
        if (kind == 'd') {
            api->mapSetData(map, field, value, -1, dtUtf8, maAppend);
            continue;
        }
        for (char *item = strtok_r(value, ",", &items); item; item = strtok_r(NULL, ",", &items)) {
            if (kind == 'i') api->mapSetInt(map, field, atoll(item), maAppend);
            if (kind == 'f') api->mapSetFloat(map, field, atof(item), maAppend);
            if (kind == 'e') {
                for (char *letter = item; *letter; letter++)
                    if (*letter == '_') *letter = ' ';
                api->mapSetData(map, field, item, -1, dtUtf8, maAppend);
            }
            if (kind == 'n') {
                int node = atoi(item);
                has_node = 1;
                api->mapSetNode(map, field, script->nodes[node < 0 ? script->node_count + node : node], maAppend);
            }
        }
    }
    if (!has_node) api->mapSetNode(map, "clip", script->nodes[script->node_count - 1], maAppend);
    VSMap *result = api->invoke(plugin, function, map);
    api->freeMap(map);
    free(copy);
    if (api->mapGetError(result)) {
        snprintf(script->error, sizeof script->error, "%s", api->mapGetError(result));
        api->freeMap(result);
        return -1;
    }
    VSNode *node = api->mapGetNode(result, "clip", 0, NULL);
    api->freeMap(result);
    api->setCacheMode(node, cmForceDisable);
    script->nodes[script->node_count++] = node;
    return 0;
}

const char *vs_error(Script *script) { return script->error; }

static void VS_CC finished(void *instance, const VSFrame *frame, int n, VSNode *node, const char *error) {
    (void)n, (void)node;
    Script *script = instance;
    if (frame) api->freeFrame(frame);
    pthread_mutex_lock(&script->mutex);
    script->in_flight--;
    script->done++;
    if (!frame) {
        script->failed++;
        if (error) snprintf(script->error, sizeof script->error, "%s", error);
    }
    pthread_cond_signal(&script->changed);
    pthread_mutex_unlock(&script->mutex);
}

// `count` frames, at most `ahead` at a time. How many failed.
int vs_run(Script *script, int count, int ahead) {
    VSNode *node = script->nodes[script->node_count - 1];
    script->done = script->failed = 0;
    for (int i = 0; i < count; i++) {
        pthread_mutex_lock(&script->mutex);
        while (script->in_flight >= ahead) pthread_cond_wait(&script->changed, &script->mutex);
        script->in_flight++;
        pthread_mutex_unlock(&script->mutex);
        api->getFrameAsync(script->next++ & 0x3fffffff, node, finished, script);
    }
    pthread_mutex_lock(&script->mutex);
    while (script->done < count) pthread_cond_wait(&script->changed, &script->mutex);
    pthread_mutex_unlock(&script->mutex);
    return script->failed;
}

// The first frame, its planes as vs_add takes them; 0, or -1 with the reason in vs_error.
int vs_get(Script *script, unsigned char *result, int *width, int *height) {
    const VSFrame *frame = api->getFrame(0, script->nodes[script->node_count - 1], script->error, sizeof script->error);
    if (!frame) return -1;
    *width = api->getFrameWidth(frame, 0);
    *height = api->getFrameHeight(frame, 0);
    for (int plane = 0; plane < script->info.format.numPlanes; plane++)
        for (int y = 0; y < *height; y++, result += *width)
            memcpy(result, api->getReadPtr(frame, plane) + y * api->getStride(frame, plane), *width);
    api->freeFrame(frame);
    return 0;
}

void vs_close(Script *script) {
    for (int i = script->node_count - 1; i >= 0; i--) api->freeNode(script->nodes[i]);
    for (int i = 0; i < script->frame_count; i++) api->freeFrame(script->frames[i]);
    api->freeCore(script->core);
    free(script);
}
