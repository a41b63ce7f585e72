#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/draw.h"
#include "ui/mask.h"

#define SHAPE_PIXELS_MAX (16 * 1024 * 1024)

static struct mask_shape shape_of(const struct glass *glass, enum mask_kind kind)
{
    struct mask_shape shape;
    memset(&shape, 0, sizeof shape); /* hashed as bytes */
    shape.kind = kind;
    shape.aspect_x = glass->aspect_x;
    shape.aspect_y = glass->aspect_y;
    return shape;
}

/* The picture of a shape in w * h pixels, made at the first use. */
static const struct stored *shape_picture(const struct glass *glass, const struct mask_shape *shape, int w,
                                          int h, int rotation)
{
    struct mask_shape plain;
    memcpy(&plain, shape, sizeof plain); /* with its padding, as it is hashed as bytes */
    plain.points = NULL;
    int size[3] = {w, h, rotation};
    uint64_t key = hash_bytes(hash_bytes(HASH_START, &plain, sizeof plain), size, sizeof size);
    if (shape->count)
        key = hash_bytes(key, shape->points, (size_t)shape->count * sizeof *shape->points);
    const struct stored *stored = store_get(glass->store, key);
    if (stored || w <= 0 || h <= 0 || (int64_t)w * h > SHAPE_PIXELS_MAX)
        return stored;
    uint8_t *alpha = malloc((size_t)w * (size_t)h);
    if (!alpha)
        return NULL;
    mask_fill(shape, alpha, w, h);
    stored = store_put(glass->store, key, alpha, w, h, 0, 0, rotation);
    free(alpha);
    return stored;
}

/* Draws a shape whose ink goes reach_x, reach_y device pixels from its centre x, y (device pixels). The
 * centre keeps an eighth of a pixel, so that the same shape at nearly the same place is one picture. */
static void shape_draw(const struct glass *glass, struct mask_shape *shape, float x, float y, float reach_x,
                       float reach_y, canvas_color color)
{
    float place_x = floorf(x * 8 + 0.5f) / 8, place_y = floorf(y * 8 + 0.5f) / 8;
    int whole_x = (int)floorf(place_x), whole_y = (int)floorf(place_y);
    int half_w = (int)ceilf(reach_x) + 1, half_h = (int)ceilf(reach_y) + 1;
    shape->cx = (float)half_w + place_x - (float)whole_x;
    shape->cy = (float)half_h + place_y - (float)whole_y;
    if (!(color & 0xFF))
        return;
    const struct stored *stored =
        shape_picture(glass, shape, 2 * half_w + 1, 2 * half_h + 1, glass->rotation);
    draw_stored(glass, stored, whole_x - half_w, whole_y - half_h, color);
}

/* A rounded rectangle on the glass: four quarters of one small square and rectangles between them; ring > 0
 * draws only a border of that width. Lengths in device pixels. */
static void round_rect_on_glass(const struct glass *glass, SDL_Rect rect, float radius, int ring,
                                canvas_color color)
{
    struct mask_shape shape = shape_of(glass, MASK_FRAME);
    int k = (int)ceilf(radius > (float)ring ? radius : (float)ring);
    shape.aspect_x = shape.aspect_y = 1;
    shape.size = radius;
    shape.width = (float)ring;
    if (!(color & 0xFF) || rect.w <= 0 || rect.h <= 0)
        return;
    bool small = 2 * k > rect.w || 2 * k > rect.h;
    int w = small ? rect.w : 2 * k, h = small ? rect.h : 2 * k;
    shape.half_w = shape.cx = (float)w / 2;
    shape.half_h = shape.cy = (float)h / 2;
    const struct stored *stored = k ? shape_picture(glass, &shape, w, h, 0) : NULL;
    if (stored && stored->texture) {
        SDL_SetTextureColorMod(stored->texture, (uint8_t)(color >> 24), (uint8_t)(color >> 16),
                               (uint8_t)(color >> 8));
        SDL_SetTextureAlphaMod(stored->texture, (uint8_t)color);
        for (int i = 0; i < (small ? 1 : 4); i++) {
            SDL_Rect from = {(i & 1) * k, (i >> 1) * k, small ? w : k, small ? h : k};
            SDL_Rect to = {rect.x + (i & 1) * (rect.w - k), rect.y + (i >> 1) * (rect.h - k), from.w, from.h};
            SDL_RenderCopy(glass->renderer, stored->texture, &from, &to);
        }
    }
    if (small)
        return;
    int edge = ring ? ring : k; /* how far the straight parts reach inwards from the edges */
    draw_fill(glass, (SDL_Rect){rect.x + k, rect.y, rect.w - 2 * k, edge}, color);
    draw_fill(glass, (SDL_Rect){rect.x + k, rect.y + rect.h - edge, rect.w - 2 * k, edge}, color);
    if (ring) {
        draw_fill(glass, (SDL_Rect){rect.x, rect.y + k, ring, rect.h - 2 * k}, color);
        draw_fill(glass, (SDL_Rect){rect.x + rect.w - ring, rect.y + k, ring, rect.h - 2 * k}, color);
    } else {
        draw_fill(glass, (SDL_Rect){rect.x, rect.y + k, rect.w, rect.h - 2 * k}, color);
    }
}

static void dashes_on_glass(const struct glass *glass, SDL_Rect rect, float radius, int ring,
                            canvas_color color)
{
    struct mask_shape shape = shape_of(glass, MASK_FRAME);
    shape.aspect_x = shape.aspect_y = 1;
    shape.size = radius;
    shape.width = (float)ring;
    shape.dash = 5 * (float)ring;
    shape.half_w = shape.cx = (float)rect.w / 2;
    shape.half_h = shape.cy = (float)rect.h / 2;
    const struct stored *stored = shape_picture(glass, &shape, rect.w, rect.h, 0);
    if (!stored || !stored->texture)
        return;
    SDL_SetTextureColorMod(stored->texture, (uint8_t)(color >> 24), (uint8_t)(color >> 16),
                           (uint8_t)(color >> 8));
    SDL_SetTextureAlphaMod(stored->texture, (uint8_t)color);
    SDL_RenderCopy(glass->renderer, stored->texture, NULL, &rect);
}

void draw_round_rect(const struct glass *glass, const struct command *command)
{
    const float *v = command->value;
    SDL_Rect rect = glass_rect(glass, draw_snap(glass, v[0], v[1], v[2], v[3]));
    float radius = v[4] * glass->scale, most = (float)(rect.w < rect.h ? rect.w : rect.h) / 2;
    radius = radius > most ? most : radius;
    int border = (int)floorf(v[5] * glass->scale);
    border = v[5] > 0 && border < 1 ? 1 : border;
    border = (float)border > most ? (int)most : border;
    canvas_color fill = command->color[0], line = command->color[1];
    if (command->kind == COMMAND_DASHED_RECT) {
        round_rect_on_glass(glass, rect, radius, 0, fill);
        if (border && (line & 0xFF))
            dashes_on_glass(glass, rect, radius, border, line);
        return;
    }
    if (!border || !(line & 0xFF)) {
        round_rect_on_glass(glass, rect, radius, 0, fill);
        return;
    }
    SDL_Rect inside = {rect.x + border, rect.y + border, rect.w - 2 * border, rect.h - 2 * border};
    float inner = radius > (float)border ? radius - (float)border : 0;
    bool covers =
        (fill & line & 0xFF) == 0xFF; /* both opaque: fill over the whole border's shape leaves no seam */
    round_rect_on_glass(glass, rect, radius, covers ? 0 : border, line);
    round_rect_on_glass(glass, inside, inner, 0, fill);
}

void draw_round_shape(const struct glass *glass, const struct command *command)
{
    const float *v = command->value;
    enum mask_kind kind = command->kind == COMMAND_DISC      ? MASK_DISC
                          : command->kind == COMMAND_OCTAGON ? MASK_OCTAGON
                                                             : MASK_ARC;
    struct mask_shape shape = shape_of(glass, kind);
    shape.size = v[2] * glass->scale;
    float reach = shape.size;
    if (kind == MASK_ARC) {
        shape.from = v[3] * (float)M_PI / 180;
        shape.to = v[4] * (float)M_PI / 180;
        shape.width = v[5] * glass->scale;
        shape.cap = (enum canvas_cap)command->number[0];
        reach += shape.width / 2;
    }
    shape_draw(glass, &shape, v[0] * glass->scale, v[1] * glass->scale, reach * shape.aspect_x,
               reach * shape.aspect_y, command->color[0]);
}

void draw_ticks(const struct glass *glass, const struct command *command)
{
    const float *v = command->value;
    int count = command->number[0], on = command->number[1], special = command->number[2];
    struct mask_shape shape = shape_of(glass, MASK_PATH);
    shape.width = v[4] * glass->scale;
    float half = v[3] * glass->scale / 2, radius = v[2] * glass->scale;
    for (int i = 0; i < count; i++) {
        float angle = ((float)i + 0.5f) * 2 * (float)M_PI / (float)count;
        float along_x = sinf(angle), along_y = -cosf(angle);
        struct canvas_point points[2] = {{-along_x * half, -along_y * half},
                                         {along_x * half, along_y * half}};
        shape.points = points;
        shape.count = 2;
        float reach_x = fabsf(points[0].x) + shape.width / 2, reach_y = fabsf(points[0].y) + shape.width / 2;
        shape_draw(glass, &shape, v[0] * glass->scale + along_x * radius * shape.aspect_x,
                   v[1] * glass->scale + along_y * radius * shape.aspect_y, reach_x * shape.aspect_x,
                   reach_y * shape.aspect_y,
                   i == special ? command->color[2]
                   : i < on     ? command->color[0]
                                : command->color[1]);
    }
}

static float path_length(const struct canvas_point *points, int count)
{
    float length = 0;
    for (int i = 0; i + 1 < count; i++)
        if (points[i].x > MASK_PEN_UP && points[i + 1].x > MASK_PEN_UP)
            length += hypotf(points[i + 1].x - points[i].x, points[i + 1].y - points[i].y);
    return length;
}

/* Cuts a path after a length from its start. Returns the count that is left. */
static int path_cut(struct canvas_point *points, int count, float length)
{
    for (int i = 0; i + 1 < count; i++) {
        if (points[i].x <= MASK_PEN_UP || points[i + 1].x <= MASK_PEN_UP)
            continue;
        float dx = points[i + 1].x - points[i].x, dy = points[i + 1].y - points[i].y, step = hypotf(dx, dy);
        if (step >= length) {
            float share = step > 0 ? length / step : 0;
            points[i + 1] = (struct canvas_point){points[i].x + dx * share, points[i].y + dy * share};
            return i + 2;
        }
        length -= step;
    }
    return count;
}

void draw_stroke(const struct glass *glass, const struct canvas *list, const struct command *command)
{
    const float *v = command->value;
    int count;
    const struct canvas_point *given = list_points(list, command, &count);
    struct canvas_point points[MASK_POINTS_MAX];
    float unit = v[2] * glass->scale / 24;
    count = count > MASK_POINTS_MAX ? MASK_POINTS_MAX : count;
    for (int i = 0; i < count; i++)
        points[i] = given[i].x < 0
                        ? (struct canvas_point){MASK_PEN_UP, 0}
                        : (struct canvas_point){(given[i].x - 12) * unit, (given[i].y - 12) * unit};
    if (v[4] < 1)
        count = path_cut(points, count, path_length(points, count) * v[4]);
    struct mask_shape shape = shape_of(glass, MASK_PATH);
    shape.width = v[3] * unit;
    shape.points = points;
    shape.count = count;
    float reach = 12 * unit + shape.width / 2;
    shape_draw(glass, &shape, (v[0] + v[2] / 2) * glass->scale, (v[1] + v[2] / 2) * glass->scale,
               reach * shape.aspect_x, reach * shape.aspect_y, command->color[0]);
}

void draw_line(const struct glass *glass, const struct canvas *list, const struct command *command)
{
    const float *v = command->value;
    int count;
    const struct canvas_point *given = list_points(list, command, &count);
    struct canvas_point points[MASK_POINTS_MAX];
    count = count > MASK_POINTS_MAX ? MASK_POINTS_MAX : count;
    struct box reach = {given[0].x, given[0].y, given[0].x, given[0].y};
    for (int i = 1; i < count; i++)
        reach = box_join(&reach, &(struct box){given[i].x, given[i].y, given[i].x, given[i].y});
    float middle_x = (reach.x0 + reach.x1) / 2, middle_y = (reach.y0 + reach.y1) / 2;
    for (int i = 0; i < count; i++)
        points[i] = (struct canvas_point){(given[i].x - middle_x) * glass->scale,
                                          (given[i].y - middle_y) * glass->scale};
    struct mask_shape shape = shape_of(glass, MASK_PATH);
    shape.aspect_x = shape.aspect_y = 1;
    shape.width = v[2] * glass->scale;
    shape.points = points;
    shape.count = count;
    shape_draw(glass, &shape, (middle_x + v[0]) * glass->scale, (middle_y + v[1]) * glass->scale,
               (reach.x1 - middle_x) * glass->scale + shape.width / 2,
               (reach.y1 - middle_y) * glass->scale + shape.width / 2, command->color[0]);
}
