/* The list behind canvas.h: what canvas.c fills, damage.c compares and draw.c draws. Private to ui. */
#ifndef UI_LIST_H
#define UI_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"

#define LIST_LAYERS_MAX 16
#define LIST_TEXT_MAX   512 /* bytes of one text; longer ones are cut at a character */

struct type;

enum command_kind {
    COMMAND_RECT,
    COMMAND_ROUND_RECT,
    COMMAND_DASHED_RECT,
    COMMAND_DISC,
    COMMAND_OCTAGON,
    COMMAND_ARC,
    COMMAND_TICKS,
    COMMAND_STROKE,
    COMMAND_LINE,
    COMMAND_TEXT,
    COMMAND_FIGURES,
    COMMAND_ICON
};

struct box {
    float x0, y0, x1, y1;
};

/* Offsets and fading of the layers are already in the values and colours. Two commands with the same bytes up
 * to `offset` and the same content draw the same. */
struct command {
    int32_t kind;
    int32_t number[4];
    float value[8];
    canvas_color color[3];
    struct box clip;
    uint64_t content; /* hash of the pool bytes */
    uint32_t length;  /* bytes in the pool: a text with its NUL, or points */
    uint32_t offset;
    struct box bounds; /* inside it all ink lies, already cut to clip */
};

struct zone {
    struct box box;
    int id;
};

struct layer {
    struct box clip;
    float dx, dy, alpha;
};

struct canvas {
    struct type *type; /* measures texts; not owned */
    float width, height;
    float aspect_x, aspect_y; /* what round shapes are multiplied with */
    canvas_color background;
    struct command *commands;
    int count, capacity;
    uint8_t *pool;
    size_t used, size;
    struct zone *zones;
    int zone_count, zone_capacity;
    struct layer layers[LIST_LAYERS_MAX];
    int depth;
    uint64_t hash; /* of everything drawn, grows with the list */
    bool short_of_memory;
};

/* Makes an empty list. */
void list_init(struct canvas *canvas, struct type *type);
/* Sets the logical size and the correction of round shapes; empties the list. */
void list_resize(struct canvas *canvas, float width, float height, float aspect_x, float aspect_y);
/* Frees what the list holds. */
void list_free(struct canvas *canvas);

/* The text or the points of a command. */
const char *list_text(const struct canvas *canvas, const struct command *command);
const struct canvas_point *list_points(const struct canvas *canvas, const struct command *command,
                                       int *count);

/* Whether two commands of two lists draw the same. */
bool list_same(const struct canvas *a, const struct command *one, const struct canvas *b,
               const struct command *two);

/* Up to max boxes (logical pixels) that hold every difference between two lists. Returns their number, 0 when
 * the lists are equal, -1 when everything differs. */
int list_damage(const struct canvas *before, const struct canvas *after, struct box *boxes, int max);

bool box_meets(const struct box *a, const struct box *b);
struct box box_cut(const struct box *a, const struct box *b);
struct box box_join(const struct box *a, const struct box *b);
bool box_empty(const struct box *box);

/* FNV-1a over bytes, going on from a former value (start with HASH_START). */
#define HASH_START 14695981039346656037u
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length);

#endif
