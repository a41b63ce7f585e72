#include "ui/canvas.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/list.h"
#include "ui/type.h"

static bool grow(void **items, int *capacity, int needed, size_t item_size)
{
    if (needed <= *capacity)
        return true;
    int more = *capacity ? *capacity * 2 : 64;
    while (more < needed)
        more *= 2;
    void *moved = realloc(*items, (size_t)more * item_size);
    if (!moved)
        return false;
    *items = moved;
    *capacity = more;
    return true;
}

static struct layer *layer_top(struct canvas *canvas)
{
    return &canvas->layers[canvas->depth];
}

static canvas_color faded(const struct canvas *canvas, canvas_color color)
{
    float alpha = canvas->layers[canvas->depth].alpha;
    return (color & ~(canvas_color)0xFF) | (canvas_color)lrintf((float)(color & 0xFF) * alpha);
}

/* Adds a command that reaches over `reach`; bytes go to the pool. Commands without visible ink are left out.
 */
static void add(struct canvas *canvas, struct command *command, struct box reach, const void *bytes,
                size_t length)
{
    const struct layer *layer = layer_top(canvas);
    command->clip = layer->clip;
    command->bounds = box_cut(&reach, &layer->clip);
    for (int i = 0; i < 8; i++)
        if (!isfinite(command->value[i]))
            return;
    if (box_empty(&command->bounds) || canvas->short_of_memory)
        return;
    if (!((command->color[0] | command->color[1] | command->color[2]) & 0xFF))
        return;
    size_t offset = (canvas->used + 7) & ~(size_t)7;
    int size = (int)canvas->size;
    void *commands = canvas->commands, *pool = canvas->pool;
    bool room = grow(&commands, &canvas->capacity, canvas->count + 1, sizeof *command);
    canvas->commands = commands;
    room = room && grow(&pool, &size, (int)(offset + length), 1);
    canvas->pool = pool;
    canvas->size = (size_t)size;
    if (!room) {
        canvas->short_of_memory = true; /* the rest of this picture is left out; the next list starts anew */
        return;
    }
    if (length) {
        memcpy(canvas->pool + offset, bytes, length);
        canvas->used = offset + length;
        command->content = hash_bytes(HASH_START, bytes, length);
    }
    command->offset = (uint32_t)offset;
    command->length = (uint32_t)length;
    canvas->commands[canvas->count++] = *command;
    canvas->hash = hash_bytes(canvas->hash, command, offsetof(struct command, offset));
}

static struct command command_of(enum command_kind kind)
{
    struct command command;
    memset(&command, 0, sizeof command); /* compared as bytes */
    command.kind = (int32_t)kind;
    return command;
}

float canvas_width(const struct canvas *canvas)
{
    return canvas->width;
}

float canvas_height(const struct canvas *canvas)
{
    return canvas->height;
}

bool canvas_portrait(const struct canvas *canvas)
{
    return canvas->height > canvas->width;
}

void canvas_clear(struct canvas *canvas, canvas_color color)
{
    if (canvas->pool)
        explicit_bzero(canvas->pool, canvas->used); /* names have stood there */
    canvas->count = 0;
    canvas->used = 0;
    canvas->zone_count = 0;
    canvas->depth = 0;
    canvas->layers[0] = (struct layer){{0, 0, canvas->width, canvas->height}, 0, 0, 1};
    canvas->background = color | 0xFF;
    canvas->hash = HASH_START;
    canvas->short_of_memory = false;
}

void canvas_push(struct canvas *canvas, float x, float y, float w, float h, float dx, float dy, float alpha)
{
    assert(canvas->depth + 1 < LIST_LAYERS_MAX);
    const struct layer *outer = layer_top(canvas);
    struct box box = {x + outer->dx, y + outer->dy, x + w + outer->dx, y + h + outer->dy};
    float fade = alpha < 0 ? 0 : alpha > 1 ? 1 : alpha;
    struct layer inner = {box_cut(&box, &outer->clip), outer->dx + dx, outer->dy + dy, outer->alpha * fade};
    canvas->layers[++canvas->depth] = inner;
}

void canvas_pop(struct canvas *canvas)
{
    assert(canvas->depth > 0);
    canvas->depth--;
}

void canvas_rect(struct canvas *canvas, float x, float y, float w, float h, canvas_color fill)
{
    const struct layer *layer = layer_top(canvas);
    struct command command = command_of(COMMAND_RECT);
    x += layer->dx;
    y += layer->dy;
    command.value[0] = x;
    command.value[1] = y;
    command.value[2] = w;
    command.value[3] = h;
    command.color[0] = faded(canvas, fill);
    if (w > 0 && h > 0) /* a thin line is drawn at least one device pixel wide: it may reach beyond its box */
        add(canvas, &command, (struct box){x - 1, y - 1, x + w + 1, y + h + 1}, NULL, 0);
}

static void rounded(struct canvas *canvas, enum command_kind kind, const struct box *box, float radius,
                    canvas_color fill, float border_px, canvas_color border)
{
    const struct layer *layer = layer_top(canvas);
    struct command command = command_of(kind);
    float x = box->x0 + layer->dx, y = box->y0 + layer->dy;
    command.value[0] = x;
    command.value[1] = y;
    command.value[2] = box->x1;
    command.value[3] = box->y1;
    command.value[4] = radius < 0 ? 0 : radius;
    command.value[5] = border_px > 0 ? border_px : 0;
    command.color[0] = faded(canvas, fill);
    command.color[1] = border_px > 0 ? faded(canvas, border) : 0;
    if (box->x1 > 0 && box->y1 > 0)
        add(canvas, &command, (struct box){x - 1, y - 1, x + box->x1 + 1, y + box->y1 + 1}, NULL, 0);
}

void canvas_round_rect(struct canvas *canvas, float x, float y, float w, float h, float radius,
                       canvas_color fill, float border_px, canvas_color border)
{
    rounded(canvas, COMMAND_ROUND_RECT, &(struct box){x, y, w, h}, radius, fill, border_px, border);
}

void canvas_dashed_rect(struct canvas *canvas, float x, float y, float w, float h, float radius,
                        canvas_color fill, float border_px, canvas_color border)
{
    rounded(canvas, COMMAND_DASHED_RECT, &(struct box){x, y, w, h}, radius, fill, border_px, border);
}

/* A shape round a centre: reach is how far its ink goes from there. */
static void add_round(struct canvas *canvas, struct command *command, float cx, float cy, float reach)
{
    const struct layer *layer = layer_top(canvas);
    cx += layer->dx;
    cy += layer->dy;
    command->value[0] = cx;
    command->value[1] = cy;
    reach += 1;
    if (reach > 1)
        add(canvas, command, (struct box){cx - reach, cy - reach, cx + reach, cy + reach}, NULL, 0);
}

void canvas_disc(struct canvas *canvas, float cx, float cy, float radius, canvas_color fill)
{
    struct command command = command_of(COMMAND_DISC);
    command.value[2] = radius;
    command.color[0] = faded(canvas, fill);
    add_round(canvas, &command, cx, cy, radius);
}

void canvas_octagon(struct canvas *canvas, float cx, float cy, float radius, canvas_color fill)
{
    struct command command = command_of(COMMAND_OCTAGON);
    command.value[2] = radius;
    command.color[0] = faded(canvas, fill);
    add_round(canvas, &command, cx, cy, radius);
}

void canvas_arc(struct canvas *canvas, float cx, float cy, float radius, float from_deg, float to_deg,
                float width, canvas_color color, enum canvas_cap cap)
{
    struct command command = command_of(COMMAND_ARC);
    command.number[0] = (int32_t)cap;
    command.value[2] = radius;
    command.value[3] = from_deg;
    command.value[4] = to_deg;
    command.value[5] = width;
    command.color[0] = faded(canvas, color);
    if (to_deg > from_deg && width > 0 && radius > 0)
        add_round(canvas, &command, cx, cy, radius + width);
}

void canvas_ticks(struct canvas *canvas, float cx, float cy, float radius, float length, float width,
                  int count, int on, canvas_color on_color, canvas_color off_color, int special,
                  canvas_color special_color)
{
    struct command command = command_of(COMMAND_TICKS);
    command.number[0] = count;
    command.number[1] = on;
    command.number[2] = special;
    command.value[2] = radius;
    command.value[3] = length;
    command.value[4] = width;
    command.color[0] = faded(canvas, on_color);
    command.color[1] = faded(canvas, off_color);
    command.color[2] = faded(canvas, special_color);
    if (count > 0 && count <= 360)
        add_round(canvas, &command, cx, cy, radius + length / 2 + width);
}

void canvas_stroke(struct canvas *canvas, float x, float y, float size, const struct canvas_point *points,
                   int count, float width, canvas_color color, float progress)
{
    const struct layer *layer = layer_top(canvas);
    struct command command = command_of(COMMAND_STROKE);
    x += layer->dx;
    y += layer->dy;
    command.value[0] = x;
    command.value[1] = y;
    command.value[2] = size;
    command.value[3] = width;
    command.value[4] = progress > 1 ? 1 : progress;
    command.color[0] = faded(canvas, color);
    float reach = size * width / 24 + 1; /* points may lie on the edge of the grid */
    if (count > 1 && size > 0 && progress > 0)
        add(canvas, &command, (struct box){x - reach, y - reach, x + size + reach, y + size + reach}, points,
            (size_t)count * sizeof *points);
}

void canvas_line(struct canvas *canvas, const struct canvas_point *points, int count, float width,
                 canvas_color color)
{
    const struct layer *layer = layer_top(canvas);
    struct command command = command_of(COMMAND_LINE);
    command.value[0] = layer->dx;
    command.value[1] = layer->dy;
    command.value[2] = width;
    command.color[0] = faded(canvas, color);
    if (count < 2 || width <= 0)
        return;
    struct box reach = {points[0].x, points[0].y, points[0].x, points[0].y};
    for (int i = 0; i < count; i++) {
        if (!isfinite(points[i].x) || !isfinite(points[i].y))
            return;
        reach = box_join(&reach, &(struct box){points[i].x, points[i].y, points[i].x, points[i].y});
    }
    reach = (struct box){reach.x0 + layer->dx - width - 1, reach.y0 + layer->dy - width - 1,
                         reach.x1 + layer->dx + width + 1, reach.y1 + layer->dy + width + 1};
    add(canvas, &command, reach, points, (size_t)count * sizeof *points);
}

static float add_text(struct canvas *canvas, enum command_kind kind, struct canvas_point at,
                      enum canvas_weight weight, float size, canvas_color color, enum canvas_align align,
                      const char *text)
{
    char cut[LIST_TEXT_MAX];
    size_t length = strlen(text);
    if (length >= sizeof cut) { /* drawn texts are fitted by the screens; this is only a guard */
        length = sizeof cut - 1;
        while (length > 0 && ((uint8_t)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(cut, text, length);
    cut[length] = '\0';
    float width = type_width(canvas->type, weight, size, kind == COMMAND_FIGURES, cut);
    const struct layer *layer = layer_top(canvas);
    float x = at.x + layer->dx, y = at.y + layer->dy;
    x -= align == CANVAS_RIGHT ? width : align == CANVAS_CENTRE ? width / 2 : 0;
    struct command command = command_of(kind);
    command.number[0] = (int32_t)weight;
    command.value[0] = x;
    command.value[1] = y;
    command.value[2] = size;
    command.color[0] = faded(canvas, color);
    if (length > 0 && size > 0) /* stacked marks and overhanging letters stay inside these margins */
        add(canvas, &command, (struct box){x - size / 2, y - size * 1.4f, x + width + size / 2, y + size / 2},
            cut, length + 1);
    return width;
}

float canvas_text(struct canvas *canvas, float x, float baseline, enum canvas_weight weight, float size,
                  canvas_color color, enum canvas_align align, const char *text)
{
    return add_text(canvas, COMMAND_TEXT, (struct canvas_point){x, baseline}, weight, size, color, align,
                    text);
}

float canvas_figures(struct canvas *canvas, float x, float baseline, enum canvas_weight weight, float size,
                     canvas_color color, enum canvas_align align, const char *text)
{
    return add_text(canvas, COMMAND_FIGURES, (struct canvas_point){x, baseline}, weight, size, color, align,
                    text);
}

float canvas_text_width(struct canvas *canvas, enum canvas_weight weight, float size, const char *text)
{
    return type_width(canvas->type, weight, size, false, text);
}

float canvas_figures_width(struct canvas *canvas, enum canvas_weight weight, float size, const char *text)
{
    return type_width(canvas->type, weight, size, true, text);
}

float canvas_baseline(struct canvas *canvas, enum canvas_weight weight, float size, float y, float box)
{
    return type_baseline(canvas->type, weight, size, y, box);
}

void canvas_icon(struct canvas *canvas, float x, float y, float size, uint32_t codepoint, canvas_color color)
{
    const struct layer *layer = layer_top(canvas);
    struct command command = command_of(COMMAND_ICON);
    x += layer->dx;
    y += layer->dy;
    command.number[0] = (int32_t)codepoint;
    command.value[0] = x;
    command.value[1] = y;
    command.value[2] = size;
    command.color[0] = faded(canvas, color);
    if (size > 0)
        add(canvas, &command, (struct box){x - 2, y - 2, x + size + 2, y + size + 2}, NULL, 0);
}

void canvas_zone(struct canvas *canvas, float x, float y, float w, float h, int id)
{
    const struct layer *layer = layer_top(canvas);
    struct box box = {x + layer->dx, y + layer->dy, x + w + layer->dx, y + h + layer->dy};
    box = box_cut(&box, &layer->clip);
    void *zones = canvas->zones;
    bool room = grow(&zones, &canvas->zone_capacity, canvas->zone_count + 1, sizeof(struct zone));
    canvas->zones = zones;
    if (room && !box_empty(&box))
        canvas->zones[canvas->zone_count++] = (struct zone){box, id};
}

int canvas_zone_at(const struct canvas *canvas, float x, float y)
{
    for (int i = canvas->zone_count - 1; i >= 0; i--) {
        const struct box *box = &canvas->zones[i].box;
        if (x >= box->x0 && x < box->x1 && y >= box->y0 && y < box->y1)
            return canvas->zones[i].id;
    }
    return 0;
}
