#include "zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define ZONES_STEP_PX 4
#define ZONES_MAX     400

struct zones_box {
    int id;
    int left, top, right, bottom;
};

struct zones {
    bool expected;
    char name[32];
    int count, told_count, told_shown;
    struct zones_box boxes[ZONES_MAX], told[ZONES_MAX];
};

struct zones *zones_open(void)
{
    struct zones *zones = calloc(1, sizeof *zones);
    if (zones)
        zones->expected = true;
    return zones;
}

void zones_close(struct zones *zones)
{
    free(zones);
}

void zones_expect(struct zones *zones)
{
    if (zones)
        zones->expected = true;
}

static struct zones_box *zones_box(struct zones *zones, int id)
{
    for (int i = zones->count - 1; i >= 0; i--)
        if (zones->boxes[i].id == id)
            return &zones->boxes[i];
    return NULL;
}

static void zones_point(struct zones *zones, int id, int x, int y)
{
    struct zones_box *box = zones_box(zones, id);
    if (!box) {
        if (zones->count == ZONES_MAX)
            return;
        box = &zones->boxes[zones->count++];
        *box = (struct zones_box){id, x, y, x, y};
    }
    box->left = x < box->left ? x : box->left;
    box->right = x > box->right ? x : box->right;
    box->top = y < box->top ? y : box->top;
    box->bottom = y > box->bottom ? y : box->bottom;
}

/* By feeling, as a finger would: what lies on top, and only what is on the glass. */
static void zones_feel(struct zones *zones, const struct canvas *canvas)
{
    zones->count = 0;
    for (int y = ZONES_STEP_PX / 2; (float)y < canvas_height(canvas); y += ZONES_STEP_PX)
        for (int x = ZONES_STEP_PX / 2; (float)x < canvas_width(canvas); x += ZONES_STEP_PX) {
            int id = canvas_zone_at(canvas, (float)x, (float)y);
            if (id)
                zones_point(zones, id, x, y);
        }
}

void zones_log(struct zones *zones, const struct canvas *canvas, const char *name, int shown)
{
    if (!zones || (!zones->expected && !strcmp(zones->name, name)))
        return;
    zones->expected = false;
    zones_feel(zones, canvas);
    if (!strcmp(zones->name, name) && zones->told_shown == shown && zones->told_count == zones->count &&
        !memcmp(zones->told, zones->boxes, (size_t)zones->count * sizeof zones->boxes[0]))
        return;
    snprintf(zones->name, sizeof zones->name, "%s", name);
    memcpy(zones->told, zones->boxes, sizeof zones->told);
    zones->told_count = zones->count;
    zones->told_shown = shown;
    log_debug("page %s shown %d", name, shown);
    for (int i = 0; i < zones->count; i++) {
        const struct zones_box *box = &zones->boxes[i];
        log_debug("zone %d %d %d %d %d", box->id, box->left, box->top, box->right - box->left,
                  box->bottom - box->top);
    }
    log_debug("page %s complete", name);
}
