#include "ui/list.h"

#include <stdlib.h>
#include <string.h>

#define LIST_PREFIX offsetof(struct command, offset)

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * 1099511628211u;
    return hash;
}

bool box_empty(const struct box *box)
{
    return !(box->x1 > box->x0 && box->y1 > box->y0);
}

bool box_meets(const struct box *a, const struct box *b)
{
    return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

struct box box_cut(const struct box *a, const struct box *b)
{
    return (struct box){a->x0 > b->x0 ? a->x0 : b->x0, a->y0 > b->y0 ? a->y0 : b->y0,
                        a->x1 < b->x1 ? a->x1 : b->x1, a->y1 < b->y1 ? a->y1 : b->y1};
}

struct box box_join(const struct box *a, const struct box *b)
{
    return (struct box){a->x0 < b->x0 ? a->x0 : b->x0, a->y0 < b->y0 ? a->y0 : b->y0,
                        a->x1 > b->x1 ? a->x1 : b->x1, a->y1 > b->y1 ? a->y1 : b->y1};
}

static float box_area(const struct box *box)
{
    return (box->x1 - box->x0) * (box->y1 - box->y0);
}

void list_init(struct canvas *canvas, struct type *type)
{
    memset(canvas, 0, sizeof *canvas);
    canvas->type = type;
    list_resize(canvas, 800, 480, 1, 1);
}

void list_resize(struct canvas *canvas, float width, float height, float aspect_x, float aspect_y)
{
    canvas->width = width;
    canvas->height = height;
    canvas->aspect_x = aspect_x;
    canvas->aspect_y = aspect_y;
    canvas_clear(canvas, CANVAS_RGB(0));
}

void list_free(struct canvas *canvas)
{
    free(canvas->commands);
    free(canvas->pool);
    free(canvas->zones);
    memset(canvas, 0, sizeof *canvas);
}

const char *list_text(const struct canvas *canvas, const struct command *command)
{
    return (const char *)canvas->pool + command->offset;
}

const struct canvas_point *list_points(const struct canvas *canvas, const struct command *command, int *count)
{
    *count = (int)(command->length / sizeof(struct canvas_point));
    return (const struct canvas_point *)(const void *)(canvas->pool + command->offset);
}

bool list_same(const struct canvas *a, const struct command *one, const struct canvas *b,
               const struct command *two)
{
    return !memcmp(one, two, LIST_PREFIX) &&
           (!one->length || !memcmp(a->pool + one->offset, b->pool + two->offset, one->length));
}

bool canvas_equal(const struct canvas *a, const struct canvas *b)
{
    if (a->hash != b->hash || a->count != b->count || a->background != b->background ||
        a->width != b->width || a->height != b->height)
        return false;
    for (int i = 0; i < a->count; i++)
        if (!list_same(a, &a->commands[i], b, &b->commands[i]))
            return false;
    return true;
}

/* Adds a box to the set, or widens one of the set where that costs little or the set is full. */
static int damage_add(struct box *boxes, int count, int max, struct box more)
{
    if (box_empty(&more))
        return count;
    for (;;) {
        int best = -1;
        float best_cost = 0;
        for (int i = 0; i < count; i++) {
            struct box joined = box_join(&boxes[i], &more);
            float cost = box_area(&joined) - box_area(&boxes[i]) - box_area(&more);
            if (best < 0 || cost < best_cost) {
                best = i;
                best_cost = cost;
            }
        }
        if (best < 0 || (best_cost > 0 && count < max)) {
            boxes[count] = more;
            return count + 1;
        }
        /* The widened box may now meet others: take it out and add it again. */
        more = box_join(&boxes[best], &more);
        boxes[best] = boxes[--count];
    }
}

int list_damage(const struct canvas *before, const struct canvas *after, struct box *boxes, int max)
{
    if (before->background != after->background || before->width != after->width ||
        before->height != after->height)
        return -1;
    int head = 0, count = 0, before_end = before->count, after_end = after->count;
    while (head < before_end && head < after_end &&
           list_same(before, &before->commands[head], after, &after->commands[head]))
        head++;
    while (before_end > head && after_end > head &&
           list_same(before, &before->commands[before_end - 1], after, &after->commands[after_end - 1])) {
        before_end--;
        after_end--;
    }
    bool paired = before_end == after_end;
    for (int i = head; i < before_end; i++)
        if (!paired || !list_same(before, &before->commands[i], after, &after->commands[i]))
            count = damage_add(boxes, count, max, before->commands[i].bounds);
    for (int i = head; i < after_end; i++)
        if (!paired || !list_same(before, &before->commands[i], after, &after->commands[i]))
            count = damage_add(boxes, count, max, after->commands[i].bounds);
    return count;
}
