#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/stage.h"

static const struct canvas *event_list(const struct window *window)
{
    return &window->lists[!window->filling];
}

/* A place on the glass in device pixels, as the screens count. */
static struct canvas_point event_place(const struct window *window, float x, float y)
{
    SDL_FPoint point = picture_point(&window->glass, x, y);
    return (struct canvas_point){point.x / window->glass.scale, point.y / window->glass.scale};
}

static struct canvas_point event_mouse(const struct window *window, int x, int y)
{
    int w = 0, h = 0;
    SDL_GetWindowSize(window->sdl, &w, &h);
    if (w <= 0 || h <= 0)
        return (struct canvas_point){0, 0};
    return event_place(window, ((float)x + 0.5f) * (float)window->glass.width / (float)w,
                       ((float)y + 0.5f) * (float)window->glass.height / (float)h);
}

static struct canvas_point event_finger(const struct window *window, const SDL_TouchFingerEvent *finger)
{
    return event_place(window, finger->x * (float)window->glass.width,
                       finger->y * (float)window->glass.height);
}

static bool event_down(struct window *window, struct canvas_point at, struct window_event *out)
{
    struct touch *touch = &window->touch;
    touch->down = true;
    touch->x = at.x;
    touch->y = at.y;
    touch->zone = canvas_zone_at(event_list(window), at.x, at.y);
    out->kind = WINDOW_PRESS;
    out->zone = touch->zone;
    return true;
}

static bool event_move(struct window *window, struct canvas_point at, struct window_event *out)
{
    struct touch *touch = &window->touch;
    out->kind = WINDOW_DRAG;
    out->zone = touch->zone;
    out->dx = at.x - touch->x;
    out->dy = at.y - touch->y;
    touch->x = at.x;
    touch->y = at.y;
    return out->dx != 0 || out->dy != 0;
}

static bool event_up(struct window *window, struct canvas_point at, struct window_event *out)
{
    struct touch *touch = &window->touch;
    touch->down = false;
    touch->x = at.x;
    touch->y = at.y;
    out->zone = touch->zone;
    bool inside = touch->zone && canvas_zone_at(event_list(window), at.x, at.y) == touch->zone;
    out->kind = inside ? WINDOW_TAP : WINDOW_RELEASE;
    return true;
}

/* One finger at a time: others are as if they were not there until it is lifted. */
static bool event_touch(struct window *window, const SDL_Event *event, struct window_event *out)
{
    struct touch *touch = &window->touch;
    const SDL_TouchFingerEvent *finger = &event->tfinger;
    if (finger->touchId == SDL_MOUSE_TOUCHID)
        return false; /* made from the mouse, which is heard itself */
    bool mine =
        touch->down && touch->finger && touch->device == finger->touchId && touch->id == finger->fingerId;
    struct canvas_point at = event_finger(window, finger);
    if (event->type == SDL_FINGERDOWN && !touch->down) {
        touch->finger = true;
        touch->device = finger->touchId;
        touch->id = finger->fingerId;
        return event_down(window, at, out);
    }
    if (!mine)
        return false;
    if (event->type == SDL_FINGERMOTION)
        return event_move(window, at, out);
    return event->type == SDL_FINGERUP && event_up(window, at, out);
}

static bool event_pointer(struct window *window, const SDL_Event *event, struct window_event *out)
{
    struct touch *touch = &window->touch;
    if (event->type == SDL_MOUSEMOTION) {
        if (event->motion.which == SDL_TOUCH_MOUSEID || !touch->down || touch->finger)
            return false;
        return event_move(window, event_mouse(window, event->motion.x, event->motion.y), out);
    }
    if (event->button.which == SDL_TOUCH_MOUSEID || event->button.button != SDL_BUTTON_LEFT)
        return false; /* made from a finger, which is heard itself */
    struct canvas_point at = event_mouse(window, event->button.x, event->button.y);
    if (event->type == SDL_MOUSEBUTTONDOWN && !touch->down) {
        touch->finger = false;
        return event_down(window, at, out);
    }
    return event->type == SDL_MOUSEBUTTONUP && touch->down && !touch->finger && event_up(window, at, out);
}

static bool event_key(const SDL_Event *event, struct window_event *out)
{
    switch (event->key.keysym.sym) {
    case SDLK_BACKSPACE:
        out->key = '\b';
        break;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        out->key = '\n';
        break;
    case SDLK_ESCAPE:
        out->key = 27;
        break;
    default:
        return false;
    }
    out->kind = WINDOW_KEY;
    return true;
}

static bool event_window(struct window *window, const SDL_Event *event, struct window_event *out)
{
    if (event->window.event == SDL_WINDOWEVENT_EXPOSED) {
        stage_repair(window, STAGE_GLASS_LOST);
    } else if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        int width = window->glass.width, height = window->glass.height;
        if (stage_measure(window, NULL) == 0 &&
            (width != window->glass.width || height != window->glass.height)) {
            out->kind = WINDOW_WAKE; /* the screens lay themselves out anew */
            return true;
        }
    }
    return false;
}

static bool event_translate(struct window *window, const SDL_Event *event, struct window_event *out)
{
    switch (event->type) {
    case SDL_QUIT:
        out->kind = WINDOW_QUIT;
        return true;
    case SDL_WINDOWEVENT:
        return event_window(window, event, out);
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        stage_repair(window,
                     event->type == SDL_RENDER_DEVICE_RESET ? STAGE_TEXTURES_LOST : STAGE_PICTURES_LOST);
        return false;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        return event_touch(window, event, out);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION:
        return event_pointer(window, event, out);
    case SDL_TEXTINPUT:
        out->kind = WINDOW_TEXT;
        snprintf(out->text, sizeof out->text, "%s", event->text.text);
        return true;
    case SDL_KEYDOWN:
        return event_key(event, out);
    default:
        return false;
    }
}

bool event_take(struct window *window, struct window_event *out)
{
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        memset(out, 0, sizeof *out);
        if (!event_translate(window, &event, out))
            continue;
        out->at_ms = clock_monotonic_ms();
        out->x = window->touch.x;
        out->y = window->touch.y;
        return true;
    }
    return false;
}
