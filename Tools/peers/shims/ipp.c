// Intel IPP behind two calls: ipp_open makes ready what an operation needs, ipp_run does it. One plane of 8 bits without padding.
#include <ipp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Rows at a time for operations with a 16-bit intermediate, so that it stays in the cache.
enum { STRIP = 64, MOST_CORNERS = 1 << 18 };

typedef struct Job Job;
typedef int Run(Job *, Ipp8u *source, Ipp8u *result);

struct Job {
    Run *run;
    IppiSize size, result;
    IppiSize window;
    double first, second;
    void *spec;
    Ipp8u *buffer;
    Ipp16s *strip;
    Ipp32f *scores;
    // Of FAST: where corners are and how good, and the list made of it.
    Ipp8u *corners, *goodness;
    IppiCornerFastN *list;
    Ipp8u table[256];
    int status;
};

static int gauss(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiFilterGaussianBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, 0, j->spec, j->buffer);
}
static int box(Job *j, Ipp8u *s, Ipp8u *r) {
    Ipp8u border = 0;
    return ippiFilterBoxBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, j->window, ippBorderRepl, &border, j->buffer);
}
static int median(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiFilterMedianBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, j->window, ippBorderRepl, 0, j->buffer);
}
static int erode(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiFilterMinBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, j->window, ippBorderRepl, 0, j->buffer);
}
static int dilate(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiFilterMaxBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, j->window, ippBorderRepl, 0, j->buffer);
}
static int laplacian(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiFilterLaplaceBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, ippMskSize3x3, ippBorderRepl, 0, j->buffer);
}
static int bilateral(Job *j, Ipp8u *s, Ipp8u *r) {
    Ipp8u border = 0;
    return ippiFilterBilateral_8u_C1R(s, j->size.width, r, j->size.width, j->size, ippBorderRepl, &border, j->spec, j->buffer);
}
static int canny(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiCannyBorder_8u_C1R(s, j->size.width, r, j->size.width, j->size, ippFilterSobel, ippMskSize3x3, ippBorderRepl, 0,
        (float)j->first, (float)j->second, ippNormL1, j->buffer);
}
static int gradient(Job *j, Ipp8u *s, Ipp8u *r, int scharr) {
    int status = 0, width = j->size.width, height = j->size.height;
    for (int y = 0; y < height; y += STRIP) {
        IppiSize size = {width, height - y < STRIP ? height - y : STRIP};
        IppiBorderType border = ippBorderRepl | (y ? ippBorderInMemTop : 0) | (y + size.height < height ? ippBorderInMemBottom : 0);
        Ipp8u *from = s + (size_t)y * width, *to = r + (size_t)y * width;
        if (scharr)
            status |= ippiGradientVectorScharr_8u16s_C1R(
                from, width, 0, 0, 0, 0, j->strip, 2 * width, 0, 0, size, ippMskSize3x3, ippNormL2, border, 0, j->buffer);
        else
            status |= ippiFilterSobel_8u16s_C1R(
                from, width, j->strip, 2 * width, size, ippMskSize3x3, (IppNormType)(int)j->first, border, 0, j->buffer);
        status |= ippiConvert_16s8u_C1R(j->strip, 2 * width, to, width, size);
    }
    return status;
}
static int sobel(Job *j, Ipp8u *s, Ipp8u *r) { return gradient(j, s, r, 0); }
static int scharr(Job *j, Ipp8u *s, Ipp8u *r) { return gradient(j, s, r, 1); }
static int resize_linear(Job *j, Ipp8u *s, Ipp8u *r) {
    IppiPoint at = {0, 0};
    return ippiResizeLinear_8u_C1R(s, j->size.width, r, j->result.width, at, j->result, ippBorderRepl, 0, j->spec, j->buffer);
}
static int resize_cubic(Job *j, Ipp8u *s, Ipp8u *r) {
    IppiPoint at = {0, 0};
    return ippiResizeCubic_8u_C1R(s, j->size.width, r, j->result.width, at, j->result, ippBorderRepl, 0, j->spec, j->buffer);
}
static int resize_lanczos(Job *j, Ipp8u *s, Ipp8u *r) {
    IppiPoint at = {0, 0};
    return ippiResizeLanczos_8u_C1R(s, j->size.width, r, j->result.width, at, j->result, ippBorderRepl, 0, j->spec, j->buffer);
}
static int resize_super(Job *j, Ipp8u *s, Ipp8u *r) {
    IppiPoint at = {0, 0};
    return ippiResizeSuper_8u_C1R(s, j->size.width, r, j->result.width, at, j->result, j->spec, j->buffer);
}
static int resize_smooth(Job *j, Ipp8u *s, Ipp8u *r) {
    IppiPoint at = {0, 0};
    return ippiResizeAntialiasing_8u_C1R(s, j->size.width, r, j->result.width, at, j->result, ippBorderRepl, 0, j->spec, j->buffer);
}
static int affine(Job *j, Ipp8u *s, Ipp8u *r) {
    IppiPoint at = {0, 0};
    return ippiWarpAffineLinear_8u_C1R(s, j->size.width, r, j->size.width, at, j->size, j->spec, j->buffer);
}
// The last row first: a transposition of that is a quarter turn clockwise.
static int rot90(Job *j, Ipp8u *s, Ipp8u *r) {
    int width = j->size.width, height = j->size.height;
    return ippiTranspose_8u_C1R(s + (size_t)(height - 1) * width, -width, r, height, j->size);
}
static int hflip(Job *j, Ipp8u *s, Ipp8u *r) { return ippiMirror_8u_C1R(s, j->size.width, r, j->size.width, j->size, ippAxsVertical); }
static int lut(Job *j, Ipp8u *s, Ipp8u *r) { return ippiLUTPalette_8u_C1R(s, j->size.width, r, j->size.width, j->size, j->table, 8); }
static int invert(Job *j, Ipp8u *s, Ipp8u *r) { return ippiNot_8u_C1R(s, j->size.width, r, j->size.width, j->size); }
static int thresh(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiCompareC_8u_C1R(s, j->size.width, 127, r, j->size.width, j->size, ippCmpGreater);
}
static int adthresh(Job *j, Ipp8u *s, Ipp8u *r) {
    return ippiThresholdAdaptiveBox_8u_C1R(
        s, j->size.width, r, j->size.width, j->size, j->window, (float)j->second, 255, 0, ippBorderRepl, 0, j->buffer);
}
static int harris(Job *j, Ipp8u *s, Ipp8u *r) {
    (void)r;
    return ippiHarrisCorner_8u32f_C1R(s, j->size.width, j->scores, 4 * j->size.width, j->size, ippFilterSobel, ippMskSize3x3, (int)j->first, 0.04f,
        1.f / 255, ippBorderRepl, 0, j->buffer);
}
// With its list of points, as other libraries give it.
static int fast(Job *j, Ipp8u *s, Ipp8u *r) {
    (void)r;
    int width = j->size.width, count = 0;
    IppiPoint at = {0, 0};
    int status = ippiFastN_8u_C1R(s, width, j->corners, width, j->goodness, width, &count, at, j->size, j->spec, j->buffer);
    return status ? status : ippiFastN2DToVec_8u(j->corners, width, j->goodness, width, j->list, j->size, MOST_CORNERS, &count, j->spec);
}

static const struct { const char *name; Run *run; } operations[] = {
    {"gauss", gauss}, {"box", box}, {"median", median}, {"erode", erode}, {"dilate", dilate}, {"laplacian", laplacian}, {"bilateral", bilateral},
    {"canny", canny}, {"sobel", sobel}, {"scharr", scharr}, {"resize_linear", resize_linear}, {"resize_cubic", resize_cubic},
    {"resize_lanczos", resize_lanczos}, {"resize_super", resize_super}, {"smooth_linear", resize_smooth}, {"smooth_cubic", resize_smooth},
    {"smooth_lanczos", resize_smooth}, {"affine", affine}, {"rot90", rot90}, {"hflip", hflip}, {"lut", lut}, {"invert", invert}, {"thresh", thresh},
    {"adthresh", adthresh}, {"harris", harris}, {"fast", fast},
};

static int open_resize(Job *j, const char *name) {
    int smooth = !strncmp(name, "smooth", 6), spec = 0, start = 0, work = 0, status = 0;
    const char *way = strchr(name, '_') + 1;
    IppiInterpolationType type = !strcmp(way, "linear") ? ippLinear : !strcmp(way, "cubic") ? ippCubic : !strcmp(way, "lanczos") ? ippLanczos : ippSuper;
    status |= ippiResizeGetSize_8u(j->size, j->result, type, smooth, &spec, &start);
    j->spec = ippMalloc(spec);
    Ipp8u *scratch = ippMalloc(start + 64);
    if (type == ippLinear)
        status |= smooth ? ippiResizeAntialiasingLinearInit(j->size, j->result, j->spec, scratch) : ippiResizeLinearInit_8u(j->size, j->result, j->spec);
    else if (type == ippCubic)
        status |= smooth ? ippiResizeAntialiasingCubicInit(j->size, j->result, 0, 0.5f, j->spec, scratch)
                         : ippiResizeCubicInit_8u(j->size, j->result, 0, 0.5f, j->spec, scratch);
    else if (type == ippLanczos)
        status |= smooth ? ippiResizeAntialiasingLanczosInit(j->size, j->result, 3, j->spec, scratch)
                         : ippiResizeLanczosInit_8u(j->size, j->result, 3, j->spec, scratch);
    else
        status |= ippiResizeSuperInit_8u(j->size, j->result, j->spec);
    status |= ippiResizeGetBufferSize_8u(j->spec, j->result, 1, &work);
    j->buffer = ippMalloc(work + 64);
    ippFree(scratch);
    return status;
}

static int open_affine(Job *j) {
    double angle = j->first * M_PI / 180, co = cos(angle), si = sin(angle), cx = (j->size.width - 1) / 2.0, cy = (j->size.height - 1) / 2.0, border = 0;
    double map[2][3] = {{co, -si, cx - co * cx + si * cy}, {si, co, cy - si * cx - co * cy}};
    int spec = 0, start = 0, work = 0, status = 0;
    status |= ippiWarpAffineGetSize(j->size, j->size, ipp8u, map, ippLinear, ippWarpForward, ippBorderConst, &spec, &start);
    j->spec = ippMalloc(spec);
    status |= ippiWarpAffineLinearInit(j->size, j->size, ipp8u, map, ippWarpForward, 1, ippBorderConst, &border, 0, j->spec);
    status |= ippiWarpGetBufferSize(j->spec, j->size, &work);
    j->buffer = ippMalloc(work + 64);
    return status;
}

static int open_fast(Job *j) {
    enum { RADIUS = 3, ARC = 9, OPTION = IPP_FASTN_CIRCLE | IPP_FASTN_SCORE_MODE0 | IPP_FASTN_NMS };
    int spec = 0, work = 0, status = 0, samples = j->size.width * j->size.height;
    status |= ippiFastNGetSize(j->size, RADIUS, ARC, 2, OPTION, ipp8u, 1, &spec);
    j->spec = ippMalloc(spec);
    status |= ippiFastNInit(j->size, RADIUS, ARC, 2, OPTION, (float)j->first, ipp8u, 1, j->spec);
    status |= ippiFastNGetBufferSize(j->spec, j->size, &work);
    j->buffer = ippMalloc(work + 64);
    j->corners = ippMalloc(samples);
    j->goodness = ippMalloc(samples);
    j->list = malloc(sizeof(IppiCornerFastN) * MOST_CORNERS);
    return status;
}

// NULL: there is no such operation. `first` and `second` are the operation's numbers, `table` 256 entries for lut, else NULL.
Job *ipp_open(const char *name, int width, int height, int to_width, int to_height, double first, double second, const unsigned char *table) {
    ippInit();
    Job *j = calloc(1, sizeof *j);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (!strcmp(operations[i].name, name)) j->run = operations[i].run;
    if (!j->run) {
        free(j);
        return NULL;
    }
    j->size = (IppiSize){width, height};
    j->result = (IppiSize){to_width, to_height};
    j->window = (IppiSize){2 * (int)first + 1, 2 * (int)first + 1};
    j->first = first;
    j->second = second;
    if (table) memcpy(j->table, table, sizeof j->table);
    IppiSize strip = {width, STRIP};
    int spec = 0, work = 0, status = 0;
    if (j->run == gauss) {
        status |= ippiFilterGaussianGetBufferSize(j->size, (int)second, ipp8u, 1, &spec, &work);
        j->spec = ippMalloc(spec);
        j->buffer = ippMalloc(work);
        status |= ippiFilterGaussianInit(j->size, (int)second, (float)first, ippBorderRepl, ipp8u, 1, j->spec, j->buffer);
    } else if (j->run == bilateral) {
        status |= ippiFilterBilateralGetBufferSize(ippiFilterBilateralGauss, j->size, (int)first, ipp8u, 1, ippDistNormL1, &spec, &work);
        j->spec = ippMalloc(spec);
        j->buffer = ippMalloc(work);
        status |= ippiFilterBilateralInit(
            ippiFilterBilateralGauss, j->size, (int)first, ipp8u, 1, ippDistNormL1, (float)(second * second), (float)(second * second), j->spec);
    } else if (strncmp(name, "resize", 6) == 0 || strncmp(name, "smooth", 6) == 0) {
        status |= open_resize(j, name);
    } else if (j->run == affine) {
        status |= open_affine(j);
    } else if (j->run == fast) {
        status |= open_fast(j);
    } else {
        if (j->run == box) status |= ippiFilterBoxBorderGetBufferSize(j->size, j->window, ipp8u, 1, &work);
        if (j->run == median) status |= ippiFilterMedianBorderGetBufferSize(j->size, j->window, ipp8u, 1, &work);
        if (j->run == erode) status |= ippiFilterMinBorderGetBufferSize(j->size, j->window, ipp8u, 1, &work);
        if (j->run == dilate) status |= ippiFilterMaxBorderGetBufferSize(j->size, j->window, ipp8u, 1, &work);
        if (j->run == adthresh) status |= ippiThresholdAdaptiveBoxGetBufferSize(j->size, j->window, ipp8u, 1, &work);
        if (j->run == laplacian) status |= ippiFilterLaplaceBorderGetBufferSize(j->size, ippMskSize3x3, ipp8u, ipp8u, 1, &work);
        if (j->run == canny) status |= ippiCannyBorderGetSize(j->size, ippFilterSobel, ippMskSize3x3, ipp8u, &work);
        if (j->run == sobel) status |= ippiFilterSobelGetBufferSize(strip, ippMskSize3x3, (IppNormType)(int)first, ipp8u, ipp16s, 1, &work);
        if (j->run == scharr) status |= ippiGradientVectorGetBufferSize(strip, ippMskSize3x3, ipp16s, 1, &work);
        if (j->run == harris) status |= ippiHarrisCornerGetBufferSize(j->size, ippMskSize3x3, (int)first, ipp8u, 1, &work);
        // The gradient's own figure is too small by a little.
        j->buffer = ippMalloc(work + 65536);
        if (j->run == sobel || j->run == scharr) j->strip = malloc(sizeof(Ipp16s) * width * STRIP);
        if (j->run == harris) j->scores = ippMalloc(sizeof(Ipp32f) * width * height);
    }
    j->status = status;
    return j;
}

// IPP's status of opening: negative is an error.
int ipp_status(Job *j) { return j->status; }

int ipp_run(Job *j, unsigned char *source, unsigned char *result) { return j->run(j, source, result); }

const char *ipp_version(void) {
    const IppLibraryVersion *version = ippiGetLibVersion();
    return version->Name;
}
