// Fonts by name and glyphs as gray bitmaps: the little of fontconfig and FreeType that text needs. Both libraries are loaded at the first call, so that what
// draws no text neither waits for them (1 ms at the start) nor needs them.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { CFONTS_DONE, CFONTS_NO_LIBRARY, CFONTS_NOTHING };

/// The file and the family of the font that fontconfig has for `name`. CFONTS_NOTHING: there is no font at all, or a path is too long.
int cfonts_find(const char *name, char *path, size_t path_size, char *family, size_t family_size, int *index);

typedef struct cfonts_face cfonts_face;

typedef struct {
  /// From the pen to the bitmap's left edge, and from the base line up to its top, in pixels.
  int left, top;
  int width, rows;
  /// Bytes from one row to the next.
  int pitch;
  /// Pixels to the next pen position.
  int advance;
  /// 0...255; valid until the next call with the face.
  const uint8_t *pixels;
} cfonts_glyph;

/// Opens a font file at `size` pixels. CFONTS_NOTHING: it is no font of outlines.
int cfonts_open(const char *path, int index, int size, cfonts_face **face);
void cfonts_close(cfonts_face *face);
/// From the base line up to the top of a line, and from one base line to the next.
void cfonts_metrics(const cfonts_face *face, int *ascent, int *height);
/// 0: the font has no such character.
uint32_t cfonts_index(const cfonts_face *face, uint32_t character);
/// Pixels by which the second glyph moves.
int cfonts_kerning(const cfonts_face *face, uint32_t first, uint32_t second);
int cfonts_render(cfonts_face *face, uint32_t index, cfonts_glyph *glyph);
