// See cfonts.h. A face has a FreeType library of its own, so that faces may be used on different threads.
#include "cfonts.h"
#include <dlfcn.h>
#include <fontconfig/fontconfig.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#define FREETYPE(F) \
  F(FT_Init_FreeType) F(FT_Done_FreeType) F(FT_New_Face) F(FT_Set_Pixel_Sizes) F(FT_Get_Char_Index) F(FT_Get_Kerning) F(FT_Load_Glyph)
#define FONTCONFIG(F) \
  F(FcInitLoadConfigAndFonts) F(FcConfigDestroy) F(FcNameParse) F(FcConfigSubstitute) F(FcDefaultSubstitute) F(FcFontMatch) F(FcPatternGetString) \
  F(FcPatternGetInteger) F(FcPatternDestroy)

static struct {
#define F(name) __typeof__(&name) name;
  FREETYPE(F) FONTCONFIG(F)
#undef F
} call;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
  void *freetype = dlopen("libfreetype.so.6", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  void *fontconfig = dlopen("libfontconfig.so.1", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (!freetype || !fontconfig) return;
  int found = 1;
#define F(name) found &= (call.name = (__typeof__(&name))dlsym(freetype, #name)) != NULL;
  FREETYPE(F)
#undef F
#define F(name) found &= (call.name = (__typeof__(&name))dlsym(fontconfig, #name)) != NULL;
  FONTCONFIG(F)
#undef F
  is_loaded = found;
}

static int copy(char *target, size_t size, const FcChar8 *text) {
  size_t length = strlen((const char *)text);
  if (length >= size) return 0;
  memcpy(target, text, length + 1);
  return 1;
}

int cfonts_find(const char *name, char *path, size_t path_size, char *family, size_t family_size, int *index) {
  pthread_once(&once, load);
  if (!is_loaded) return CFONTS_NO_LIBRARY;
  int result = CFONTS_NOTHING;
  FcConfig *config = call.FcInitLoadConfigAndFonts();
  FcPattern *pattern = call.FcNameParse((const FcChar8 *)name), *match = NULL;
  if (config && pattern && call.FcConfigSubstitute(config, pattern, FcMatchPattern)) {
    call.FcDefaultSubstitute(pattern);
    FcResult unused;
    match = call.FcFontMatch(config, pattern, &unused);
  }
  FcChar8 *file, *title;
  if (match && call.FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch
      && call.FcPatternGetString(match, FC_FAMILY, 0, &title) == FcResultMatch && copy(path, path_size, file) && copy(family, family_size, title)) {
    if (call.FcPatternGetInteger(match, FC_INDEX, 0, index) != FcResultMatch) *index = 0;
    result = CFONTS_DONE;
  }
  if (match) call.FcPatternDestroy(match);
  if (pattern) call.FcPatternDestroy(pattern);
  if (config) call.FcConfigDestroy(config);
  return result;
}

struct cfonts_face {
  FT_Library library;
  FT_Face face;
};

int cfonts_open(const char *path, int index, int size, cfonts_face **face) {
  pthread_once(&once, load);
  if (!is_loaded) return CFONTS_NO_LIBRARY;
  cfonts_face *made = calloc(1, sizeof *made);
  if (!made) return CFONTS_NOTHING;
  if (call.FT_Init_FreeType(&made->library)) {
    free(made);
    return CFONTS_NOTHING;
  }
  if (call.FT_New_Face(made->library, path, index, &made->face) || !FT_IS_SCALABLE(made->face) || call.FT_Set_Pixel_Sizes(made->face, 0, (FT_UInt)size)) {
    cfonts_close(made);
    return CFONTS_NOTHING;
  }
  *face = made;
  return CFONTS_DONE;
}

void cfonts_close(cfonts_face *face) {
  // Its faces go with a library.
  call.FT_Done_FreeType(face->library);
  free(face);
}

void cfonts_metrics(const cfonts_face *face, int *ascent, int *height) {
  *ascent = (int)((face->face->size->metrics.ascender + 63) >> 6);
  *height = (int)((face->face->size->metrics.height + 63) >> 6);
}

uint32_t cfonts_index(const cfonts_face *face, uint32_t character) { return call.FT_Get_Char_Index(face->face, character); }

int cfonts_kerning(const cfonts_face *face, uint32_t first, uint32_t second) {
  FT_Vector move = {0, 0};
  if (!FT_HAS_KERNING(face->face) || call.FT_Get_Kerning(face->face, first, second, FT_KERNING_DEFAULT, &move)) return 0;
  return (int)((move.x + 32) >> 6);
}

int cfonts_render(cfonts_face *face, uint32_t index, cfonts_glyph *glyph) {
  // Light: outlines keep their width and are fitted to pixel rows, which small letters need.
  if (call.FT_Load_Glyph(face->face, index, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP)) return CFONTS_NOTHING;
  FT_GlyphSlot slot = face->face->glyph;
  if (slot->bitmap.width && (slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY || slot->bitmap.pitch < 0)) return CFONTS_NOTHING;
  *glyph = (cfonts_glyph){slot->bitmap_left,          slot->bitmap_top,    (int)slot->bitmap.width,
                          (int)slot->bitmap.rows,     slot->bitmap.pitch,  (int)((slot->advance.x + 32) >> 6),
                          slot->bitmap.buffer};
  return CFONTS_DONE;
}
