// See csdl.h.
#define _DEFAULT_SOURCE
#include "csdl.h"
#include <SDL.h>
#include <SDL_syswm.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FUNCTIONS(F) \
  F(SDL_InitSubSystem) F(SDL_QuitSubSystem) F(SDL_GetError) F(SDL_SetHint) F(SDL_CreateWindow) F(SDL_DestroyWindow) \
  F(SDL_SetWindowTitle) F(SDL_GetWindowFlags) F(SDL_SetWindowFullscreen) F(SDL_GetWindowSize) F(SDL_SetWindowMinimumSize) F(SDL_GetDisplayUsableBounds) \
  F(SDL_ShowCursor) F(SDL_CreateRenderer) F(SDL_DestroyRenderer) F(SDL_GetRendererOutputSize) F(SDL_GetRendererInfo) F(SDL_SetYUVConversionMode) \
  F(SDL_CreateTexture) F(SDL_DestroyTexture) F(SDL_SetTextureScaleMode) F(SDL_SetTextureBlendMode) F(SDL_UpdateYUVTexture) F(SDL_LockTexture) \
  F(SDL_UnlockTexture) F(SDL_SetRenderDrawColor) F(SDL_RenderClear) F(SDL_RenderCopyEx) F(SDL_RenderPresent) F(SDL_PollEvent) \
  F(SDL_GetWindowWMInfo)

static struct {
#define F(name) __typeof__(&name) name;
  FUNCTIONS(F)
#undef F
} call;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;
/// Whether the display's server has gone away. For the window's thread.
static int is_lost;

static void load(void) {
  void *library = dlopen("libSDL2-2.0.so.0", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) return;
  int found = 1;
#define F(name) found &= (call.name = (__typeof__(&name))dlsym(library, #name)) != NULL;
  FUNCTIONS(F)
#undef F
  is_loaded = found;
}

int csdl_start(void) {
  pthread_once(&once, load);
  if (!is_loaded) return CSDL_NO_LIBRARY;
  // Told which kind of display there is, SDL tries no other: some would come up where nobody sees them.
  const char *x11 = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
  const int has_x11 = x11 && *x11, has_wayland = wayland && *wayland;
  if (!getenv("SDL_VIDEODRIVER")) {
    if (!has_x11 && !has_wayland) return CSDL_NO_DISPLAY;
    call.SDL_SetHint(SDL_HINT_VIDEODRIVER, !has_wayland ? "x11" : !has_x11 ? "wayland" : "x11,wayland");
  }
  // Signals are the program's own matter.
  call.SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  call.SDL_SetHint(SDL_HINT_APP_NAME, "vidproc");
  // A window is no reason to switch the desktop's effects off.
  call.SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  return call.SDL_InitSubSystem(SDL_INIT_VIDEO) ? CSDL_NO_DISPLAY : CSDL_DONE;
}

void csdl_stop(void) {
  if (!is_lost) call.SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

const char *csdl_error(void) { return is_loaded ? call.SDL_GetError() : ""; }

// Xlib ends the process when its server is gone, unless it is told what else to do. It lies in memory already: SDL has loaded it.
static int say_nothing(void *display) {
  (void)display;
  return 0;
}

static void leave(int status, void *unused) {
  (void)unused;
  fflush(NULL);
  _exit(status);
}

static void lose(void *display, void *unused) {
  (void)display, (void)unused;
  is_lost = 1;
  // What the graphics libraries do at the process' end waits for the lost display; this comes before it.
  on_exit(leave, NULL);
}

static void keep_process(SDL_Window *window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version);
  if (!call.SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11) return;
  void *xlib = dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD);
  if (!xlib) return;
  // Of libX11 1.7 (2020) on.
  void (*set)(void *, void (*)(void *, void *), void *) = (__typeof__(set))dlsym(xlib, "XSetIOErrorExitHandler");
  void *(*set_first)(int (*)(void *)) = (__typeof__(set_first))dlsym(xlib, "XSetIOErrorHandler");
  if (set && set_first) {
    set_first(say_nothing);
    set(info.info.x11.display, lose, NULL);
  }
  dlclose(xlib);
}

int csdl_is_lost(void) { return is_lost; }

struct csdl_window {
  SDL_Window *window;
  SDL_Renderer *renderer;
  const char *name;
};

int csdl_open(const char *title, int width, int height, csdl_window **window) {
  csdl_window *made = calloc(1, sizeof *made);
  if (!made) return CSDL_FAILED;
  SDL_Rect room;
  if (call.SDL_GetDisplayUsableBounds(0, &room) == 0 && room.w > 0 && room.h > 0) {
    // Something is left for the frame and the title.
    const double most = SDL_min(room.w * 0.95 / width, room.h * 0.9 / height);
    if (most < 1) {
      width = SDL_max(1, (int)(width * most));
      height = SDL_max(1, (int)(height * most));
    }
  }
  made->window = call.SDL_CreateWindow(
      title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  if (made->window) made->renderer = call.SDL_CreateRenderer(made->window, -1, SDL_RENDERER_PRESENTVSYNC);
  // Not every renderer can wait for the display.
  if (made->window && !made->renderer) made->renderer = call.SDL_CreateRenderer(made->window, -1, 0);
  SDL_RendererInfo info;
  if (!made->renderer || call.SDL_GetRendererInfo(made->renderer, &info)) {
    csdl_close(made);
    return CSDL_FAILED;
  }
  made->name = info.name;
  keep_process(made->window);
  call.SDL_SetWindowMinimumSize(made->window, 32, 32);
  *window = made;
  return CSDL_DONE;
}

void csdl_close(csdl_window *window) {
  // What belonged to a server that is gone went with it; its libraries may wait for an answer.
  if (is_lost) return;
  if (window->renderer) call.SDL_DestroyRenderer(window->renderer);
  if (window->window) call.SDL_DestroyWindow(window->window);
  free(window);
}

void csdl_set_title(csdl_window *window, const char *title) { call.SDL_SetWindowTitle(window->window, title); }

int csdl_is_full_screen(csdl_window *window) { return (call.SDL_GetWindowFlags(window->window) & SDL_WINDOW_FULLSCREEN) != 0; }

int csdl_set_full_screen(csdl_window *window, int on) {
  if (call.SDL_SetWindowFullscreen(window->window, on ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0)) return CSDL_FAILED;
  return call.SDL_ShowCursor(on ? SDL_DISABLE : SDL_ENABLE) < 0 ? CSDL_FAILED : CSDL_DONE;
}

int csdl_is_visible(csdl_window *window) { return !(call.SDL_GetWindowFlags(window->window) & (SDL_WINDOW_HIDDEN | SDL_WINDOW_MINIMIZED)); }

int csdl_size(csdl_window *window, int *width, int *height) {
  return call.SDL_GetRendererOutputSize(window->renderer, width, height) ? CSDL_FAILED : CSDL_DONE;
}

double csdl_scale(csdl_window *window) {
  int points = 0, pixels = 0, unused;
  call.SDL_GetWindowSize(window->window, &points, &unused);
  if (call.SDL_GetRendererOutputSize(window->renderer, &pixels, &unused) || points < 1 || pixels < 1) return 1;
  return (double)pixels / points;
}

const char *csdl_renderer(csdl_window *window) { return window->name; }

struct csdl_texture {
  SDL_Texture *texture;
};

csdl_texture *csdl_texture_open(csdl_window *window, int kind, int width, int height) {
  Uint32 format = SDL_PIXELFORMAT_IYUV;
  SDL_BlendMode blend = SDL_BLENDMODE_NONE;
  // The mode is for all textures made from now on; packed ones have none.
  switch (kind) {
    case CSDL_YUV_601: call.SDL_SetYUVConversionMode(SDL_YUV_CONVERSION_BT601); break;
    case CSDL_YUV_709: call.SDL_SetYUVConversionMode(SDL_YUV_CONVERSION_BT709); break;
    case CSDL_YUV_601_FULL: call.SDL_SetYUVConversionMode(SDL_YUV_CONVERSION_JPEG); break;
    case CSDL_BGRX: format = SDL_PIXELFORMAT_RGB888; break;
    default:
      format = SDL_PIXELFORMAT_ARGB8888;
      blend = SDL_BLENDMODE_BLEND;
  }
  csdl_texture *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  made->texture = call.SDL_CreateTexture(window->renderer, format, SDL_TEXTUREACCESS_STREAMING, width, height);
  if (!made->texture || call.SDL_SetTextureScaleMode(made->texture, SDL_ScaleModeLinear) || call.SDL_SetTextureBlendMode(made->texture, blend)) {
    csdl_texture_close(made);
    return NULL;
  }
  return made;
}

void csdl_texture_close(csdl_texture *texture) {
  if (is_lost) return;
  if (texture->texture) call.SDL_DestroyTexture(texture->texture);
  free(texture);
}

int csdl_fill_planes(csdl_texture *texture, const void *y, int y_stride, const void *u, int u_stride, const void *v, int v_stride) {
  return call.SDL_UpdateYUVTexture(texture->texture, NULL, y, y_stride, u, u_stride, v, v_stride) ? CSDL_FAILED : CSDL_DONE;
}

int csdl_lock(csdl_texture *texture, void **pixels, int *stride) {
  return call.SDL_LockTexture(texture->texture, NULL, pixels, stride) ? CSDL_FAILED : CSDL_DONE;
}

void csdl_unlock(csdl_texture *texture) { call.SDL_UnlockTexture(texture->texture); }

int csdl_clear(csdl_window *window) {
  if (call.SDL_SetRenderDrawColor(window->renderer, 0, 0, 0, 255) || call.SDL_RenderClear(window->renderer)) return CSDL_FAILED;
  return CSDL_DONE;
}

int csdl_draw(csdl_window *window, csdl_texture *texture, int x, int y, int width, int height, int quarter_turns, int mirrored) {
  SDL_Rect place = {x, y, width, height};
  if (quarter_turns & 1) {
    // SDL turns a rectangle about its middle.
    place = (SDL_Rect){x + (width - height) / 2, y + (height - width) / 2, height, width};
  }
  const SDL_RendererFlip flip = mirrored ? SDL_FLIP_HORIZONTAL : SDL_FLIP_NONE;
  return call.SDL_RenderCopyEx(window->renderer, texture->texture, NULL, &place, quarter_turns * 90.0, NULL, flip) ? CSDL_FAILED : CSDL_DONE;
}

void csdl_present(csdl_window *window) { call.SDL_RenderPresent(window->renderer); }

static int character(SDL_Keysym key) {
  // Digits by their place: some layouts have others there without the shift key.
  if (key.scancode >= SDL_SCANCODE_1 && key.scancode <= SDL_SCANCODE_9) return '1' + (int)(key.scancode - SDL_SCANCODE_1);
  if (key.scancode >= SDL_SCANCODE_KP_1 && key.scancode <= SDL_SCANCODE_KP_9) return '1' + (int)(key.scancode - SDL_SCANCODE_KP_1);
  if (key.sym > 0 && key.sym < 128) return (int)key.sym;
  // Where letters are not Latin, by their place on an American keyboard.
  if (key.scancode >= SDL_SCANCODE_A && key.scancode <= SDL_SCANCODE_Z) return 'a' + (int)(key.scancode - SDL_SCANCODE_A);
  return 0;
}

int csdl_next_event(int *key) {
  SDL_Event event;
  while (call.SDL_PollEvent(&event)) switch (event.type) {
      case SDL_QUIT: return CSDL_QUIT;
      case SDL_WINDOWEVENT:
        switch (event.window.event) {
          case SDL_WINDOWEVENT_EXPOSED:
          case SDL_WINDOWEVENT_SIZE_CHANGED:
          case SDL_WINDOWEVENT_RESTORED:
          case SDL_WINDOWEVENT_SHOWN: return CSDL_REDRAW;
          case SDL_WINDOWEVENT_CLOSE: return CSDL_QUIT;
          default: break;
        }
        break;
      case SDL_MOUSEBUTTONDOWN:
        if (event.button.button == SDL_BUTTON_LEFT && event.button.clicks == 2) return CSDL_DOUBLE_CLICK;
        break;
      case SDL_KEYDOWN:
        // Ctrl, Alt and the like belong to the desktop.
        if (event.key.repeat || (event.key.keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))) break;
        if ((*key = character(event.key.keysym))) return CSDL_KEY;
        break;
      default: break;
    }
  return CSDL_NOTHING;
}
