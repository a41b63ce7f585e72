#include <math.h>

#include "base/clock.h"
#include "ui/stage.h"

#define TRANSITION_FRAME_MS 16
#define TRANSITION_SLOW_MS  33 /* a longer frame, twice in a row, ends the transition */

static int64_t transition_length_ms(enum window_transition kind)
{
    switch (kind) {
    case WINDOW_DISC:
        return 180;
    case WINDOW_DISC_FAST:
        return 120;
    case WINDOW_FADE:
        return 140;
    case WINDOW_CUT:
    case WINDOW_KEEP:
        break;
    }
    return 0;
}

/* 0..1 at the time of the last frame; the first frame already shows what one frame's time has moved. */
static float transition_progress(const struct motion *motion)
{
    int64_t length = transition_length_ms(motion->kind);
    int64_t age = motion->frame_ms - motion->start_ms + TRANSITION_FRAME_MS;
    if (age >= length)
        return 1;
    return (float)age / (float)length;
}

void transition_begin(struct window *window, enum window_transition kind, float x, float y)
{
    const struct glass *glass = &window->glass;
    struct motion *motion = &window->motion;
    SDL_FPoint centre = glass_point(glass, x * glass->scale, y * glass->scale);
    float aspect = (float)window->px_aspect;
    float far_x = fmaxf(centre.x, (float)glass->width - centre.x) * aspect;
    float far_y = fmaxf(centre.y, (float)glass->height - centre.y);
    *motion = (struct motion){.kind = kind, .x = centre.x, .y = centre.y, .reach = hypotf(far_x, far_y) + 2};
    motion->start_ms = motion->frame_ms = clock_monotonic_ms();
}

/* The disc as horizontal spans of the new picture: cheap in the software renderer. */
static void transition_disc(struct window *window, float radius)
{
    const struct glass *glass = &window->glass;
    const struct motion *motion = &window->motion;
    SDL_Texture *picture = window->picture[window->current];
    SDL_Rect band = {0, 0, 0, 0}; /* rows of the same span, drawn together */
    for (int y = 0; y <= glass->height; y++) {
        float dy = (float)y + 0.5f - motion->y, inside = radius * radius - dy * dy;
        float half = inside > 0 ? sqrtf(inside) / (float)window->px_aspect : -1;
        int x0 = (int)lrintf(motion->x - half), x1 = (int)lrintf(motion->x + half);
        x0 = x0 < 0 ? 0 : x0;
        x1 = x1 > glass->width ? glass->width : x1;
        if (y == glass->height || x1 < x0)
            x0 = x1 = 0;
        if (x0 == band.x && x1 - x0 == band.w) {
            band.h++;
            continue;
        }
        if (band.w > 0 && band.h > 0)
            SDL_RenderCopy(glass->renderer, picture, &band, &band);
        band = (SDL_Rect){x0, y, x1 - x0, 1};
    }
    if (band.w > 0 && band.h > 0 && band.y + band.h <= glass->height)
        SDL_RenderCopy(glass->renderer, picture, &band, &band);
}

void transition_compose(struct window *window)
{
    struct motion *motion = &window->motion;
    SDL_Renderer *renderer = window->glass.renderer;
    SDL_Texture *to = window->picture[window->current];
    float progress = transition_progress(motion);
    if (motion->kind == WINDOW_FADE) {
        SDL_SetTextureBlendMode(to, SDL_BLENDMODE_BLEND);
        SDL_SetTextureAlphaMod(to, (uint8_t)lrintf(progress * 255));
        SDL_RenderCopy(renderer, to, NULL, NULL);
        SDL_SetTextureAlphaMod(to, 255);
        SDL_SetTextureBlendMode(to, SDL_BLENDMODE_NONE);
        return;
    }
    float left = 1 - progress;
    transition_disc(window, motion->reach * (1 - left * left * left));
}

void transition_freeze(struct window *window)
{
    if (window->motion.kind == WINDOW_CUT)
        return;
    SDL_SetRenderTarget(window->glass.renderer, window->picture[!window->current]);
    transition_compose(window);
    SDL_SetRenderTarget(window->glass.renderer, NULL);
    window->current = !window->current;
    window->motion.kind = WINDOW_CUT;
}

int64_t transition_due_ms(const struct window *window)
{
    if (window->motion.kind == WINDOW_CUT)
        return INT64_MAX;
    return window->motion.frame_ms + TRANSITION_FRAME_MS;
}

void transition_step(struct window *window)
{
    struct motion *motion = &window->motion;
    int64_t begin = clock_monotonic_ms();
    motion->frame_ms = begin;
    if (transition_progress(motion) >= 1 || motion->slow_frames >= 2)
        motion->kind = WINDOW_CUT;
    int64_t end = stage_show(window);
    motion->slow_frames = end - begin > TRANSITION_SLOW_MS ? motion->slow_frames + 1 : 0;
}
