#include "ui/window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ui/stage.h"

#define WINDOW_BOXES 6 /* parts of the picture that are drawn anew apart from each other */

static struct canvas *window_shown(struct window *window)
{
    return &window->lists[!window->filling];
}

static void window_pictures_free(struct window *window)
{
    for (int i = 0; i < 2; i++) {
        if (window->picture[i])
            SDL_DestroyTexture(window->picture[i]);
        window->picture[i] = NULL;
    }
}

static int window_pictures_make(struct window *window, struct error *err)
{
    window_pictures_free(window);
    for (int i = 0; i < 2; i++) {
        window->picture[i] =
            SDL_CreateTexture(window->glass.renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_TARGET,
                              window->glass.width, window->glass.height);
        if (!window->picture[i])
            return error_set(err, ERROR_BROKEN, "display: no picture of %d x %d pixels: %s",
                             window->glass.width, window->glass.height, SDL_GetError());
        SDL_SetTextureBlendMode(window->picture[i], SDL_BLENDMODE_NONE);
    }
    window->drawn = false;
    window->motion.kind = WINDOW_CUT;
    return 0;
}

/* UI.md section 6: the smaller of both directions, to a multiple of 0.25. */
static float window_scale_of(int width, int height)
{
    float fit = width > height ? fminf((float)width / 800, (float)height / 480)
                               : fminf((float)width / 480, (float)height / 800);
    float scale = floorf(fit * 4 + 0.001f) / 4;
    return scale < 0.25f ? 0.25f : scale;
}

int stage_measure(struct window *window, struct error *err)
{
    struct glass *glass = &window->glass;
    int width = 0, height = 0;
    if (SDL_GetRendererOutputSize(glass->renderer, &width, &height) || width < 1 || height < 1)
        return error_set(err, ERROR_BROKEN, "display: it has no size: %s", SDL_GetError());
    if (width == glass->width && height == glass->height)
        return 0;
    bool turned = glass->rotation % 180 != 0;
    glass->width = width;
    glass->height = height;
    glass->picture_width = turned ? height : width;
    glass->picture_height = turned ? width : height;
    glass->scale = window_scale_of(glass->picture_width, glass->picture_height);
    glass->aspect_x = turned ? 1 : (float)(1 / window->px_aspect);
    glass->aspect_y = turned ? (float)(1 / window->px_aspect) : 1;
    type_scale_set(window->type, glass->scale);
    store_close(glass->store);
    glass->store = store_open(glass->renderer, (size_t)width * (size_t)height * 12);
    if (!glass->store)
        return error_set(err, ERROR_MEMORY, "display: out of memory");
    for (int i = 0; i < 2; i++)
        list_resize(&window->lists[i], (float)glass->picture_width / glass->scale,
                    (float)glass->picture_height / glass->scale, glass->aspect_x, glass->aspect_y);
    return window_pictures_make(window, err);
}

static int window_video_start(struct window *window, struct error *err)
{
    /* Defaults only: SDL's own environment wins. */
    SDL_SetHintWithPriority(SDL_HINT_TOUCH_MOUSE_EVENTS, "0", SDL_HINT_DEFAULT);
    SDL_SetHintWithPriority(SDL_HINT_MOUSE_TOUCH_EVENTS, "0", SDL_HINT_DEFAULT);
    SDL_SetHintWithPriority(SDL_HINT_VIDEO_DOUBLE_BUFFER, "1",
                            SDL_HINT_DEFAULT); /* present waits for the glass */
    if (SDL_InitSubSystem(SDL_INIT_VIDEO))
        return error_set(err, ERROR_BROKEN,
                         "display: SDL finds none it can use (%s); start under a desktop, on a console with "
                         "SDL_VIDEODRIVER=kmsdrm, or without a screen with SDL_VIDEODRIVER=offscreen",
                         SDL_GetError());
    window->video = true;
    /* SDL would put a software picture on an emulated GPU where there is no real one; KMSDRM has no other
     * way. */
    const char *driver = SDL_GetCurrentVideoDriver();
    waiter_driver_set(&window->waiter, driver);
    if (driver && SDL_strcasecmp(driver, "kmsdrm"))
        SDL_SetHintWithPriority(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0", SDL_HINT_DEFAULT);
    return 0;
}

static int window_x(const struct window_options *options)
{
    SDL_Rect desktop;
    if (options->place == WINDOW_CENTRE || SDL_GetDisplayUsableBounds(0, &desktop))
        return SDL_WINDOWPOS_CENTERED;
    return options->place == WINDOW_LEFT ? desktop.x : desktop.x + SDL_max(0, desktop.w - options->width);
}

static int window_sdl_open(struct window *window, const struct window_options *options, struct error *err)
{
    uint32_t flags = options->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0;
    window->sdl = SDL_CreateWindow(options->title, window_x(options), SDL_WINDOWPOS_CENTERED, options->width,
                                   options->height, flags);
    if (!window->sdl)
        return error_set(err, ERROR_BROKEN, "display: no window of %d x %d: %s", options->width,
                         options->height, SDL_GetError());
    window->glass.renderer =
        SDL_CreateRenderer(window->sdl, -1, SDL_RENDERER_SOFTWARE | SDL_RENDERER_TARGETTEXTURE);
    if (!window->glass.renderer)
        return error_set(err, ERROR_BROKEN, "display: no renderer: %s", SDL_GetError());
    if (options->fullscreen)
        SDL_ShowCursor(SDL_DISABLE);
    SDL_StartTextInput();
    return 0;
}

int window_open(const struct window_options *options, struct window **out, struct error *err)
{
    *out = NULL;
    bool turns = options->rotation == 0 || options->rotation == 90 || options->rotation == 180 ||
                 options->rotation == 270;
    if (options->width < 1 || options->height < 1 || options->width > 8192 || options->height > 8192 ||
        !turns || !(options->px_aspect >= 0.5 && options->px_aspect <= 2))
        return error_set(
            err, ERROR_CONFIG,
            "display: width and height are 1 to 8192, rotation 0, 90, 180 or 270, px_aspect 0.5 to 2");
    struct window *window = calloc(1, sizeof *window);
    if (!window)
        return error_set(err, ERROR_MEMORY, "display: out of memory");
    window->px_aspect = options->px_aspect;
    window->motion_wanted = options->motion;
    window->glass.rotation = options->rotation;
    int result =
        waiter_open(&window->waiter) ? error_set(err, ERROR_BROKEN, "display: no event descriptor left") : 0;
    if (!result)
        result = type_open(&window->type, err);
    if (result)
        goto fail;
    window->glass.type = window->type;
    for (int i = 0; i < 2; i++)
        list_init(&window->lists[i], window->type);
    result = window_video_start(window, err);
    if (!result)
        result = window_sdl_open(window, options, err);
    if (!result)
        result = stage_measure(window, err);
    if (result)
        goto fail;
    *out = window;
    return 0;
fail:
    window_close(window);
    return result;
}

void window_close(struct window *window)
{
    if (!window)
        return;
    window_pictures_free(window);
    store_close(window->glass.store);
    if (window->glass.renderer)
        SDL_DestroyRenderer(window->glass.renderer);
    if (window->sdl)
        SDL_DestroyWindow(window->sdl);
    for (int i = 0; i < 2; i++)
        list_free(&window->lists[i]);
    type_close(window->type);
    if (window->video) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        if (!SDL_WasInit(0))
            SDL_Quit();
    }
    waiter_close(&window->waiter);
    free(window->pixels);
    free(window);
}

struct canvas *window_canvas(struct window *window)
{
    return &window->lists[window->filling];
}

void window_size(const struct window *window, int *width, int *height, float *scale)
{
    *width = window->glass.width;
    *height = window->glass.height;
    *scale = window->glass.scale;
}

void stage_compose(struct window *window)
{
    SDL_Renderer *renderer = window->glass.renderer;
    bool moving = window->motion.kind != WINDOW_CUT;
    SDL_RenderCopy(renderer, window->picture[moving ? !window->current : window->current], NULL, NULL);
    if (moving)
        transition_compose(window);
}

int64_t stage_show(struct window *window)
{
    stage_compose(window);
    SDL_RenderPresent(window->glass.renderer);
    free(window->pixels);
    window->pixels = NULL;
    return clock_monotonic_ms();
}

static void stage_draw(struct window *window, const struct box *boxes, int count)
{
    SDL_SetRenderTarget(window->glass.renderer, window->picture[window->current]);
    draw_list(&window->glass, window_shown(window), boxes, count);
    SDL_SetRenderTarget(window->glass.renderer, NULL);
    window->drawn = true;
}

void window_forget(struct window *window)
{
    store_empty(window->glass.store);
}

void stage_repair(struct window *window, enum stage_loss loss)
{
    if (!window->drawn)
        return;
    if (loss == STAGE_TEXTURES_LOST) {
        store_empty(window->glass.store);
        if (window_pictures_make(window, NULL))
            return;
    }
    if (loss != STAGE_GLASS_LOST) {
        window->motion.kind = WINDOW_CUT; /* what it came from is gone */
        stage_draw(window, NULL, 0);
    }
    stage_show(window);
}

int64_t window_present(struct window *window, enum window_transition transition, float x, float y)
{
    bool moving = window_moving(window);
    bool same = window->drawn && canvas_equal(window_canvas(window), window_shown(window));
    if (!window->drawn || !window->motion_wanted || (transition == WINDOW_KEEP && !moving))
        transition = WINDOW_CUT;
    if (same && (!moving || transition != WINDOW_CUT)) {
        /* The same picture, but perhaps other zones: they count from now on. */
        window->filling = !window->filling;
        return 0;
    }
    if (!window->picture[1])
        return 0;
    struct box boxes[WINDOW_BOXES];
    int count =
        window->drawn ? list_damage(window_shown(window), window_canvas(window), boxes, WINDOW_BOXES) : -1;
    window->filling = !window->filling;
    if (transition == WINDOW_CUT || transition == WINDOW_KEEP) {
        stage_draw(window, count < 0 ? NULL : boxes, count);
        if (transition == WINDOW_KEEP)
            return 0; /* the next frame of the transition shows it */
        window->motion.kind = WINDOW_CUT;
        return stage_show(window);
    }
    transition_freeze(window);
    window->current = !window->current;
    stage_draw(window, NULL, 0);
    transition_begin(window, transition, x, y);
    return stage_show(window);
}

bool window_moving(const struct window *window)
{
    return window->motion.kind != WINDOW_CUT;
}

void window_wait(struct window *window, int timeout_ms, struct window_event *out)
{
    int64_t end = timeout_ms < 0 ? INT64_MAX : clock_monotonic_ms() + timeout_ms;
    for (;;) {
        int64_t due = transition_due_ms(window), now = clock_monotonic_ms();
        bool framed = now >= due;
        if (framed)
            transition_step(window);
        if (event_take(window, out))
            return;
        memset(out, 0, sizeof *out);
        out->at_ms = clock_monotonic_ms();
        if (waiter_woken(&window->waiter)) {
            out->kind = WINDOW_WAKE;
            return;
        }
        if (framed || now >= end)
            return;
        waiter_sleep(&window->waiter, due < end ? due : end);
    }
}

void window_wake(struct window *window)
{
    waiter_wake(&window->waiter);
}
