// One window that shows pictures: the little of SDL that it needs. The library is loaded at the first call, so that what shows nothing neither waits for it nor
// needs it. All calls are for one thread, whichever it is.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { CSDL_DONE, CSDL_NO_LIBRARY, CSDL_NO_DISPLAY, CSDL_FAILED };

/// Connects to the display that DISPLAY or WAYLAND_DISPLAY names, or that SDL_VIDEODRIVER asks for. CSDL_NO_DISPLAY: there is none, or it does not answer.
int csdl_start(void);
/// Lets go of the display, after `csdl_start` was done and the window is closed.
void csdl_stop(void);
/// Whether the display has gone away while the window was open; nothing is drawn then, and no call waits.
int csdl_is_lost(void);
/// What SDL says of the last call that failed.
const char *csdl_error(void);

typedef struct csdl_window csdl_window;
typedef struct csdl_texture csdl_texture;

/// A window whose inside is `width` x `height` points, less where the screen has not the room for it, in the same ratio.
int csdl_open(const char *title, int width, int height, csdl_window **window);
void csdl_close(csdl_window *window);
void csdl_set_title(csdl_window *window, const char *title);
int csdl_is_full_screen(csdl_window *window);
int csdl_set_full_screen(csdl_window *window, int on);
/// Whether any of it may be seen: not minimised, not hidden.
int csdl_is_visible(csdl_window *window);
/// Pixels inside.
int csdl_size(csdl_window *window, int *width, int *height);
/// Pixels for a point of the desktop: 1, on fine screens 2 or so.
double csdl_scale(csdl_window *window);
/// The renderer's name, as `opengl` or `software`.
const char *csdl_renderer(csdl_window *window);

/// How a texture's samples are meant.
enum {
  /// Three planes of 4:2:0: BT.601 or BT.709 in limited range, or BT.601 in full.
  CSDL_YUV_601,
  CSDL_YUV_709,
  CSDL_YUV_601_FULL,
  /// Packed, B G R and a byte that counts for nothing.
  CSDL_BGRX,
  /// Packed, B G R A; shines through.
  CSDL_BGRA
};

/// NULL: it failed.
csdl_texture *csdl_texture_open(csdl_window *window, int kind, int width, int height);
void csdl_texture_close(csdl_texture *texture);
/// Strides in bytes, positive.
int csdl_fill_planes(csdl_texture *texture, const void *y, int y_stride, const void *u, int u_stride, const void *v, int v_stride);
/// Memory to write all rows of a packed texture to; what it held is lost. Ends with `csdl_unlock`.
int csdl_lock(csdl_texture *texture, void **pixels, int *stride);
void csdl_unlock(csdl_texture *texture);

/// Makes all of the window black.
int csdl_clear(csdl_window *window);
/// Draws the texture, first mirrored left to right if `mirrored`, then turned clockwise by quarter turns, so that it ends up in the rectangle of pixels.
int csdl_draw(csdl_window *window, csdl_texture *texture, int x, int y, int width, int height, int quarter_turns, int mirrored);
/// Shows what was drawn; returns when the display has it, where the display tells.
void csdl_present(csdl_window *window);

enum { CSDL_NOTHING, CSDL_QUIT, CSDL_REDRAW, CSDL_DOUBLE_CLICK, CSDL_KEY };

/// The next event, CSDL_NOTHING when there is none. Of a key `key` is the letter, digit or control character in ASCII, lower case.
int csdl_next_event(int *key);
