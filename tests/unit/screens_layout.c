#include "screens_layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

/* Letters with Vietnamese marks reach 1.01 em up and 0.21 em down; figures alone only 0.74 and 0.03. */
static bool figures_only(const char *text)
{
    return strspn(text, "0123456789:/-") == strlen(text);
}

/* What an area that scrolls lets be seen of it; outside of any, what leaves the screen counts. */
static struct box seen_of(const struct canvas *canvas, const struct box *clip, const struct box *ink)
{
    struct box seen = *ink;
    if (clip->y0 > 0 || clip->y1 < canvas->height) {
        seen.y0 = fmaxf(ink->y0, clip->y0);
        seen.y1 = fmaxf(seen.y0, fminf(ink->y1, clip->y1));
    }
    return seen;
}

int layout_read(struct canvas *canvas, struct layout_item *items)
{
    int count = 0;
    for (int i = 0; i < canvas->count && count < LAYOUT_MAX; i++) {
        const struct command *command = &canvas->commands[i];
        const float *value = command->value;
        struct layout_item item = {.color = command->color[0], .size = value[2]};
        if (command->kind == COMMAND_ICON) {
            item.icon = (uint32_t)command->number[0];
            item.ink = (struct box){value[0], value[1], value[0] + value[2], value[1] + value[2]};
        } else if (command->kind == COMMAND_TEXT || command->kind == COMMAND_FIGURES) {
            item.text = list_text(canvas, command);
            enum canvas_weight weight = (enum canvas_weight)command->number[0];
            float width = command->kind == COMMAND_TEXT
                              ? canvas_text_width(canvas, weight, value[2], item.text)
                              : canvas_figures_width(canvas, weight, value[2], item.text);
            bool flat = figures_only(item.text);
            item.ink = (struct box){value[0], value[1] - value[2] * (flat ? 0.74f : 1.01f), value[0] + width,
                                    value[1] + value[2] * (flat ? 0.03f : 0.21f)};
        } else {
            continue;
        }
        item.seen = seen_of(canvas, &command->clip, &item.ink);
        items[count++] = item;
    }
    return count;
}

static const char *item_name(const struct layout_item *item)
{
    return item->text ? item->text : "(icon)";
}

/* More than a hair's breadth in both directions. Two icons may lie in one another: signs on pictograms do. */
static bool covers(const struct layout_item *a, const struct layout_item *b)
{
    struct box both = box_cut(&a->seen, &b->seen);
    return (a->text || b->text) && both.x1 - both.x0 > 1 && both.y1 - both.y0 > 1.5f;
}

void layout_check(struct canvas *canvas, const char *name)
{
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas, items);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        const struct box *ink = &items[i].seen;
        if (ink->x0 < -0.5f || ink->y0 < -0.5f || ink->x1 > canvas->width + 0.5f ||
            ink->y1 > canvas->height + 0.5f)
            fail_msg("%s: \"%s\" leaves the screen: %.1f %.1f %.1f %.1f", name, item_name(&items[i]),
                     (double)ink->x0, (double)ink->y0, (double)ink->x1, (double)ink->y1);
        for (int k = i + 1; k < count; k++)
            if (covers(&items[i], &items[k]))
                fail_msg("%s: \"%s\" and \"%s\" lie on each other (y %.1f-%.1f, %.1f-%.1f)", name,
                         item_name(&items[i]), item_name(&items[k]), (double)ink->y0, (double)ink->y1,
                         (double)items[k].ink.y0, (double)items[k].ink.y1);
    }
}

void layout_whole(struct canvas *canvas, const char *name)
{
    static const char ellipsis[] = "…";
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas, items);
    for (int i = 0; i < count; i++) {
        const char *text = items[i].text;
        size_t length = text ? strlen(text) : 0, end = strlen(ellipsis);
        if (length >= end && strcmp(text + length - end, ellipsis) == 0)
            fail_msg("%s: \"%s\" is cut", name, text);
    }
}

const struct layout_item *layout_find(const struct layout_item *items, int count, const char *text)
{
    for (int i = 0; i < count; i++) {
        const char *a = items[i].text, *b = text;
        while (a && *a && *b) {
            if (memcmp(a, "\xC2\xA0", strlen(a) > 1 ? 2 : 1) == 0 && *b == ' ')
                a += 2, b++;
            else if (*a == *b)
                a++, b++;
            else
                break;
        }
        if (a && !*a && !*b)
            return &items[i];
    }
    return NULL;
}

void layout_shows(struct canvas *canvas, const char *name, const char *const *texts)
{
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas, items);
    for (; *texts; texts++)
        if (!layout_find(items, count, *texts))
            fail_msg("%s does not show \"%s\"", name, *texts);
}
