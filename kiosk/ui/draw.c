#include "ui/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DRAW_LIGHT_GAMMA 0.84f

SDL_Rect glass_rect(const struct glass *glass, SDL_Rect rect)
{
    switch (glass->rotation) {
    case 90:
        return (SDL_Rect){glass->width - rect.y - rect.h, rect.x, rect.h, rect.w};
    case 180:
        return (SDL_Rect){glass->width - rect.x - rect.w, glass->height - rect.y - rect.h, rect.w, rect.h};
    case 270:
        return (SDL_Rect){rect.y, glass->height - rect.x - rect.w, rect.h, rect.w};
    default:
        return rect;
    }
}

SDL_FPoint glass_point(const struct glass *glass, float x, float y)
{
    switch (glass->rotation) {
    case 90:
        return (SDL_FPoint){(float)glass->width - y, x};
    case 180:
        return (SDL_FPoint){(float)glass->width - x, (float)glass->height - y};
    case 270:
        return (SDL_FPoint){y, (float)glass->height - x};
    default:
        return (SDL_FPoint){x, y};
    }
}

SDL_FPoint picture_point(const struct glass *glass, float x, float y)
{
    switch (glass->rotation) {
    case 90:
        return (SDL_FPoint){y, (float)glass->width - x};
    case 180:
        return (SDL_FPoint){(float)glass->width - x, (float)glass->height - y};
    case 270:
        return (SDL_FPoint){(float)glass->height - y, x};
    default:
        return (SDL_FPoint){x, y};
    }
}

/* Both ends on the pixel grid; hairlines stay hairlines at every scale. */
static void snap(float from, float length, float scale, int *at, int *pixels)
{
    int start = (int)floorf(from * scale + 0.5f), end = (int)floorf((from + length) * scale + 0.5f);
    *at = start;
    *pixels = length * scale < 2 || end <= start ? 1 : end - start;
}

SDL_Rect draw_snap(const struct glass *glass, float x, float y, float w, float h)
{
    SDL_Rect rect;
    snap(x, w, glass->scale, &rect.x, &rect.w);
    snap(y, h, glass->scale, &rect.y, &rect.h);
    return rect;
}

void draw_fill(const struct glass *glass, SDL_Rect on_glass, canvas_color color)
{
    uint8_t alpha = (uint8_t)color;
    if (!alpha || on_glass.w <= 0 || on_glass.h <= 0)
        return;
    SDL_SetRenderDrawBlendMode(glass->renderer, alpha == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(glass->renderer, (uint8_t)(color >> 24), (uint8_t)(color >> 16),
                           (uint8_t)(color >> 8), alpha);
    SDL_RenderFillRect(glass->renderer, &on_glass);
}

void draw_stored(const struct glass *glass, const struct stored *stored, int x, int y, canvas_color color)
{
    if (!stored || !stored->texture)
        return;
    SDL_Rect on_glass = glass_rect(glass, (SDL_Rect){x, y, stored->width, stored->height});
    SDL_SetTextureColorMod(stored->texture, (uint8_t)(color >> 24), (uint8_t)(color >> 16),
                           (uint8_t)(color >> 8));
    SDL_SetTextureAlphaMod(stored->texture, (uint8_t)color);
    SDL_RenderCopy(glass->renderer, stored->texture, NULL, &on_glass);
}

/* Light letters on a dark ground look thinner than their coverage, so browsers strengthen them; so do we. */
static bool color_is_light(canvas_color color)
{
    return (color >> 24) * 2 + (color >> 16 & 0xFF) * 5 + (color >> 8 & 0xFF) > 8 * 128;
}

static void strengthen(struct type_picture *picture)
{
    uint8_t table[256];
    for (int i = 0; i < 256; i++)
        table[i] = (uint8_t)lrintf(powf((float)i / 255, DRAW_LIGHT_GAMMA) * 255);
    for (size_t i = 0; picture->alpha && i < (size_t)picture->width * (size_t)picture->height; i++)
        picture->alpha[i] = table[picture->alpha[i]];
}

/* A text or an icon: both are letters. */
static void draw_letters(const struct glass *glass, const struct canvas *list, const struct command *command)
{
    struct {
        uint64_t content;
        int32_t kind, number, light;
        float size;
    } key_of = {command->content, command->kind, command->number[0], color_is_light(command->color[0]),
                command->value[2]};
    uint64_t key = hash_bytes(HASH_START, &key_of, sizeof key_of);
    const struct stored *stored = store_get(glass->store, key);
    if (!stored) {
        struct type_picture picture;
        int failed = command->kind == COMMAND_ICON
                         ? type_icon(glass->type, command->value[2], (uint32_t)command->number[0], &picture)
                         : type_draw(glass->type, (enum canvas_weight)command->number[0], command->value[2],
                                     command->kind == COMMAND_FIGURES, list_text(list, command), &picture);
        if (failed)
            return;
        if (key_of.light)
            strengthen(&picture);
        stored = store_put(glass->store, key, picture.alpha, picture.width, picture.height, picture.origin,
                           picture.baseline, glass->rotation);
        free(picture.alpha);
    }
    if (stored)
        draw_stored(glass, stored, (int)floorf(command->value[0] * glass->scale + 0.5f) - stored->x,
                    (int)floorf(command->value[1] * glass->scale + 0.5f) - stored->y, command->color[0]);
}

static void draw_command(const struct glass *glass, const struct canvas *list, const struct command *command)
{
    switch ((enum command_kind)command->kind) {
    case COMMAND_RECT:
        draw_fill(glass,
                  glass_rect(glass, draw_snap(glass, command->value[0], command->value[1], command->value[2],
                                              command->value[3])),
                  command->color[0]);
        break;
    case COMMAND_ROUND_RECT:
    case COMMAND_DASHED_RECT:
        draw_round_rect(glass, command);
        break;
    case COMMAND_DISC:
    case COMMAND_OCTAGON:
    case COMMAND_ARC:
        draw_round_shape(glass, command);
        break;
    case COMMAND_TICKS:
        draw_ticks(glass, command);
        break;
    case COMMAND_STROKE:
        draw_stroke(glass, list, command);
        break;
    case COMMAND_LINE:
        draw_line(glass, list, command);
        break;
    case COMMAND_TEXT:
    case COMMAND_FIGURES:
    case COMMAND_ICON:
        draw_letters(glass, list, command);
        break;
    }
}

/* The clip of a command within a part of the picture that is drawn anew. */
static SDL_Rect draw_clip(const struct glass *glass, const struct box *clip, const SDL_Rect *part)
{
    int x0 = (int)floorf(clip->x0 * glass->scale + 0.5f), x1 = (int)floorf(clip->x1 * glass->scale + 0.5f);
    int y0 = (int)floorf(clip->y0 * glass->scale + 0.5f), y1 = (int)floorf(clip->y1 * glass->scale + 0.5f);
    SDL_Rect rect = {x0, y0, x1 - x0, y1 - y0}, both;
    if (!SDL_IntersectRect(&rect, part, &both))
        return (SDL_Rect){0, 0, 0, 0};
    return both;
}

static void draw_part(const struct glass *glass, const struct canvas *list, const SDL_Rect *part,
                      const struct box *box)
{
    SDL_Rect on_glass = glass_rect(glass, *part), set = on_glass;
    SDL_RenderSetClipRect(glass->renderer, &on_glass);
    draw_fill(glass, on_glass, list->background);
    for (int i = 0; i < list->count; i++) {
        const struct command *command = &list->commands[i];
        if (!box_meets(&command->bounds, box))
            continue;
        SDL_Rect clip = draw_clip(glass, &command->clip, part);
        if (clip.w <= 0)
            continue;
        clip = glass_rect(glass, clip);
        if (!SDL_RectEquals(&clip, &set))
            SDL_RenderSetClipRect(glass->renderer, &clip);
        set = clip;
        draw_command(glass, list, command);
    }
    SDL_RenderSetClipRect(glass->renderer, NULL);
}

void draw_list(const struct glass *glass, const struct canvas *list, const struct box *boxes, int count)
{
    SDL_Rect whole = {0, 0, glass->picture_width, glass->picture_height};
    struct box everything = {-1e9f, -1e9f, 1e9f, 1e9f};
    if (!boxes) {
        draw_part(glass, list, &whole, &everything);
        return;
    }
    for (int i = 0; i < count; i++) {
        int x0 = (int)floorf(boxes[i].x0 * glass->scale) - 1, x1 = (int)ceilf(boxes[i].x1 * glass->scale) + 1;
        int y0 = (int)floorf(boxes[i].y0 * glass->scale) - 1, y1 = (int)ceilf(boxes[i].y1 * glass->scale) + 1;
        SDL_Rect part = {x0, y0, x1 - x0, y1 - y0}, seen;
        if (!SDL_IntersectRect(&part, &whole, &seen))
            continue;
        struct box wide = {boxes[i].x0 - 4, boxes[i].y0 - 4, boxes[i].x1 + 4, boxes[i].y1 + 4};
        draw_part(glass, list, &seen, &wide);
    }
}
