#include "ui/type.h"

#include <SDL2/SDL_ttf.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/font.h"
#include "ui/list.h"
#include "ui/utf8.h"

#define TYPE_EM         1024 /* pixels an em of the faces that measure */
#define TYPE_FINE       4    /* columns a device pixel while drawing: letters stand on quarters of a pixel */
#define TYPE_LARGE      44   /* from this size on half as many columns do, at half the cost */
#define TYPE_STEPS      4    /* sizes are kept to a quarter of a device pixel */
#define TYPE_WIDTHS     2048
#define TYPE_PIXELS_MAX 4096 /* a wider text is cut */

/* A face at the size that was drawn last: to change the size is cheap, to open a face again is not. */
struct type_pen {
    TTF_Font *font;
    int steps, fine;
};

struct type_known_width {
    uint64_t key;
    float ems;
};

struct type_map {
    void *bytes;
    size_t size;
};

struct type {
    struct font_file files[FONT_FACES];
    struct type_map map[FONT_FACES];
    TTF_Font *ruler[FONT_FACES]; /* these keep one size: widths do not depend on it, as nothing is hinted */
    struct type_pen pen[FONT_FACES];
    float scale;
    bool library;
    struct type_known_width widths[TYPE_WIDTHS];
};

/* A stretch of text in one face, from a digit's cell to a whole line. */
struct type_run {
    char text[UTF8_CLEAN_MAX];
    enum font_face face;
    float x_ems;
};

/* The file stays mapped: read through a descriptor, every glyph would cost a system call or two. */
static bool type_map(struct type_map *map, const char *path)
{
    struct stat about;
    if (map->bytes)
        return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (!fstat(fd, &about) && about.st_size > 0 && about.st_size < INT32_MAX) {
        void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED)
            *map = (struct type_map){bytes, (size_t)about.st_size};
    }
    close(fd);
    return map->bytes != NULL;
}

static TTF_Font *type_face_open(struct type *type, enum font_face face, int points, unsigned hdpi,
                                unsigned vdpi)
{
    const struct font_file *file = &type->files[face];
    struct type_map *map = &type->map[face];
    if (!type_map(map, file->path))
        return NULL;
    SDL_RWops *source = SDL_RWFromConstMem(map->bytes, (int)map->size);
    TTF_Font *font = source ? TTF_OpenFontIndexDPIRW(source, 1, points, file->index, hdpi, vdpi) : NULL;
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_NONE);
    return font;
}

/* The face that measures, opened at its first use. */
static TTF_Font *type_ruler(struct type *type, enum font_face face)
{
    if (!type->ruler[face])
        type->ruler[face] = type_face_open(type, face, TYPE_EM, 72, 72);
    return type->ruler[face];
}

/* The face that draws, at a size and `fine` times as wide as tall. */
static TTF_Font *type_pen(struct type *type, enum font_face face, int steps, int fine)
{
    const unsigned hdpi = 72 * (unsigned)fine / TYPE_STEPS, vdpi = 72 / TYPE_STEPS;
    struct type_pen *pen = &type->pen[face];
    if (!pen->font)
        pen->font = type_face_open(type, face, steps, hdpi, vdpi);
    else if ((pen->steps != steps || pen->fine != fine) && TTF_SetFontSizeDPI(pen->font, steps, hdpi, vdpi))
        return NULL;
    pen->steps = steps;
    pen->fine = fine;
    return pen->font;
}

/* Opens what every screen needs and lets it lay out a letter: the first one costs milliseconds that no
 * learner should wait for. The fallback is opened when a text needs it. */
static int type_warm(struct type *type, struct error *err)
{
    for (int i = FONT_REGULAR; i <= FONT_ICONS; i++) {
        TTF_Font *ruler = type_ruler(type, (enum font_face)i);
        TTF_Font *pen = type_pen(type, (enum font_face)i, 16 * TYPE_STEPS, TYPE_FINE);
        if (!ruler || !pen || TTF_SizeUTF8(ruler, "0", NULL, NULL) || TTF_SizeUTF8(pen, "0", NULL, NULL))
            return error_set(err, ERROR_CONFIG, "%s: not a readable font (%s); reinstall its Debian package",
                             type->files[i].path, TTF_GetError());
    }
    return 0;
}

int type_open(struct type **out, struct error *err)
{
    *out = NULL;
    struct type *type = calloc(1, sizeof *type);
    if (!type)
        return error_set(err, ERROR_MEMORY, "fonts: out of memory");
    type->scale = 1;
    int result = font_find_all(type->files, err);
    if (result)
        goto fail;
    if (TTF_Init()) {
        result = error_set(err, ERROR_BROKEN, "fonts: SDL_ttf does not start: %s", TTF_GetError());
        goto fail;
    }
    type->library = true;
    result = type_warm(type, err);
    if (result)
        goto fail;
    *out = type;
    return 0;
fail:
    type_close(type);
    return result;
}

void type_close(struct type *type)
{
    if (!type)
        return;
    for (int i = 0; i < FONT_FACES; i++) {
        if (type->ruler[i])
            TTF_CloseFont(type->ruler[i]);
        if (type->pen[i].font)
            TTF_CloseFont(type->pen[i].font);
        if (type->map[i].bytes)
            munmap(type->map[i].bytes, type->map[i].size);
    }
    if (type->library)
        TTF_Quit();
    free(type);
}

void type_scale_set(struct type *type, float scale)
{
    type->scale = scale;
}

float type_scale(const struct type *type)
{
    return type->scale;
}

/* SDL_ttf starts a text at its leftmost ink when that lies before the starting point: by how much. */
static int type_overhang(TTF_Font *font, const char *text)
{
    int left = 0;
    uint32_t first = utf8_next(&text);
    if (TTF_GlyphMetrics32(font, first, &left, NULL, NULL, NULL, NULL) || left > 0)
        return 0;
    return -left;
}

static float type_run_ems(struct type *type, enum font_face face, const char *text)
{
    int width = 0;
    TTF_Font *font = type_ruler(type, face);
    if (!font || !*text || TTF_SizeUTF8(font, text, &width, NULL))
        return 0;
    return (float)(width - type_overhang(font, text)) / TYPE_EM;
}

static enum font_face type_face_of(struct type *type, enum canvas_weight weight, uint32_t character)
{
    enum font_face own = (enum font_face)weight;
    enum font_face fallback = weight >= CANVAS_SEMIBOLD ? FONT_FALLBACK_BOLD : FONT_FALLBACK;
    if (TTF_GlyphIsProvided32(type->ruler[own], character))
        return own;
    TTF_Font *other = type_ruler(type, fallback);
    return other && TTF_GlyphIsProvided32(other, character) ? fallback : own;
}

/* Takes the next run off *text. Returns false at the end. */
static bool type_run_next(struct type *type, enum canvas_weight weight, bool figures, const char **text,
                          struct type_run *run)
{
    const char *start = *text, *at = start;
    if (!*at)
        return false;
    uint32_t first = utf8_next(&at);
    run->face = type_face_of(type, weight, first);
    bool cell = figures && first >= '0' && first <= '9';
    while (*at && !cell) {
        const char *after = at;
        uint32_t next = utf8_next(&after);
        if (figures && next >= '0' && next <= '9')
            break;
        if (!utf8_is_mark(next) && type_face_of(type, weight, next) != run->face)
            break; /* a mark stays with its letter */
        at = after;
    }
    memcpy(run->text, start, (size_t)(at - start));
    run->text[at - start] = '\0';
    *text = at;
    return true;
}

/* Width of a run and where its own starting point lies in it (a digit stands in the middle of its cell). */
static float type_run_width(struct type *type, bool figures, const struct type_run *run, float *inset)
{
    float width = type_run_ems(type, run->face, run->text);
    *inset = 0;
    if (!figures || run->text[0] < '0' || run->text[0] > '9')
        return width;
    float cell = type_run_ems(type, run->face, "0");
    *inset = (cell - width) / 2;
    return cell;
}

static float type_ems(struct type *type, enum canvas_weight weight, bool figures, const char *text)
{
    uint8_t kind[2] = {(uint8_t)weight, figures};
    uint64_t key = hash_bytes(hash_bytes(HASH_START, kind, sizeof kind), text, strlen(text));
    struct type_known_width *known = &type->widths[key % TYPE_WIDTHS];
    if (known->key == key)
        return known->ems;
    char clean[UTF8_CLEAN_MAX];
    const char *at = utf8_clean(clean, text, LIST_TEXT_MAX);
    struct type_run run;
    float ems = 0, inset;
    while (type_run_next(type, weight, figures, &at, &run))
        ems += type_run_width(type, figures, &run, &inset);
    *known = (struct type_known_width){key, ems};
    return ems;
}

float type_width(struct type *type, enum canvas_weight weight, float size, bool figures, const char *text)
{
    return type_ems(type, weight, figures, text) * size;
}

/* Ascent and descent as a browser rounds them: whole device pixels. */
static void type_extent(struct type *type, enum font_face face, float pixels, float *ascent, float *descent)
{
    TTF_Font *font = type->ruler[face];
    *ascent = roundf((float)TTF_FontAscent(font) * pixels / TYPE_EM);
    *descent = roundf((float)-TTF_FontDescent(font) * pixels / TYPE_EM);
}

float type_baseline(struct type *type, enum canvas_weight weight, float size, float y, float box)
{
    float ascent, descent;
    type_extent(type, (enum font_face)weight, size * type->scale, &ascent, &descent);
    /* Browsers give the odd pixel of the leading to the lower half. */
    return y + (floorf((box * type->scale - (ascent + descent)) / 2) + ascent) / type->scale;
}

/* The fine picture that runs are drawn into before their columns are joined. */
struct type_sheet {
    uint8_t *alpha;
    int fine;             /* columns a pixel */
    int width, height;    /* width in fine columns */
    int top, bottom;      /* rows that were drawn on */
    int origin, baseline; /* fine column, row */
};

static int type_run_draw(struct type *type, const struct type_run *run, int steps, int column,
                         struct type_sheet *sheet)
{
    TTF_Font *font = type_pen(type, run->face, steps, sheet->fine);
    if (!font)
        return ERROR_BROKEN;
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font, run->text, (SDL_Color){255, 255, 255, 255});
    if (!surface)
        return *run->text ? ERROR_BROKEN : 0;
    /* The surface grows upwards for tall marks, so the baseline counts from its bottom. */
    int top = sheet->baseline - (surface->h - (TTF_FontHeight(font) - TTF_FontAscent(font)));
    int left = sheet->origin + column - type_overhang(font, run->text);
    sheet->top = top < sheet->top ? (top > 0 ? top : 0) : sheet->top;
    sheet->bottom = top + surface->h > sheet->bottom ? top + surface->h : sheet->bottom;
    sheet->bottom = sheet->bottom > sheet->height ? sheet->height : sheet->bottom;
    for (int y = 0; y < surface->h; y++) {
        if (top + y < 0 || top + y >= sheet->height)
            continue;
        const uint32_t *from =
            (const uint32_t *)(const void *)((uint8_t *)surface->pixels + y * surface->pitch);
        uint8_t *to = sheet->alpha + (size_t)(top + y) * (size_t)sheet->width;
        for (int x = 0; x < surface->w; x++) {
            uint8_t alpha = (uint8_t)(from[x] >> 24);
            int at = left + x;
            if (alpha && at >= 0 && at < sheet->width && alpha > to[at])
                to[at] = alpha;
        }
    }
    SDL_FreeSurface(surface);
    return 0;
}

/* Joins fine columns to pixels and keeps only the box of the ink. */
static int type_sheet_fold(const struct type_sheet *sheet, struct type_picture *out)
{
    const int fine = sheet->fine;
    int columns = sheet->width / fine, left = columns, right = 0, top = sheet->height, bottom = 0;
    for (int y = sheet->top; y < sheet->bottom; y++) {
        uint8_t *row = sheet->alpha + (size_t)y * (size_t)sheet->width;
        for (int x = 0; x < columns; x++) {
            int sum = fine / 2;
            for (int i = 0; i < fine; i++)
                sum += row[x * fine + i];
            row[x] = (uint8_t)(sum / fine); /* in place: reading is always ahead of writing */
            if (row[x]) {
                left = x < left ? x : left;
                right = x + 1 > right ? x + 1 : right;
                top = y < top ? y : top;
                bottom = y + 1;
            }
        }
    }
    *out = (struct type_picture){0};
    if (right <= left)
        return 0;
    out->width = right - left;
    out->height = bottom - top;
    out->origin = sheet->origin / fine - left;
    out->baseline = sheet->baseline - top;
    out->alpha = malloc((size_t)out->width * (size_t)out->height);
    if (!out->alpha)
        return ERROR_MEMORY;
    for (int y = 0; y < out->height; y++)
        memcpy(out->alpha + (size_t)y * (size_t)out->width,
               sheet->alpha + (size_t)(top + y) * (size_t)sheet->width + left, (size_t)out->width);
    return 0;
}

static int type_sheet_make(float pixels, float width, struct type_sheet *sheet)
{
    int margin = (int)ceilf(pixels) + 2; /* room for what hangs over on either side and for stacked marks */
    sheet->fine = pixels < TYPE_LARGE ? TYPE_FINE : TYPE_FINE / 2;
    sheet->width = ((int)ceilf(width) + 2 * margin) * sheet->fine;
    sheet->height = 3 * margin;
    sheet->top = sheet->height;
    sheet->bottom = 0;
    sheet->origin = margin * sheet->fine;
    sheet->baseline = 2 * margin;
    sheet->alpha = calloc((size_t)sheet->width, (size_t)sheet->height);
    return sheet->alpha ? 0 : ERROR_MEMORY;
}

int type_draw(struct type *type, enum canvas_weight weight, float size, bool figures, const char *text,
              struct type_picture *out)
{
    int steps = (int)lrintf(size * type->scale * TYPE_STEPS);
    float pixels = (float)steps / TYPE_STEPS;
    *out = (struct type_picture){0};
    char clean[UTF8_CLEAN_MAX];
    utf8_clean(clean, text, LIST_TEXT_MAX);
    while (type_ems(type, weight, figures, clean) * pixels > TYPE_PIXELS_MAX && *clean)
        utf8_halve(clean);
    if (steps < 1 || steps > 1024 * TYPE_STEPS || !*clean)
        return 0;
    struct type_sheet sheet;
    int result = type_sheet_make(pixels, type_ems(type, weight, figures, clean) * pixels, &sheet);
    if (result)
        return result;
    const char *at = clean;
    struct type_run run;
    float x = 0, inset;
    while (!result && type_run_next(type, weight, figures, &at, &run)) {
        float width = type_run_width(type, figures, &run, &inset);
        result =
            type_run_draw(type, &run, steps, (int)lrintf((x + inset) * pixels * (float)sheet.fine), &sheet);
        x += width;
    }
    if (!result)
        result = type_sheet_fold(&sheet, out);
    free(sheet.alpha);
    return result;
}

int type_icon(struct type *type, float size, uint32_t codepoint, struct type_picture *out)
{
    int steps = (int)lrintf(size * type->scale * TYPE_STEPS);
    float pixels = (float)steps / TYPE_STEPS, ascent, descent;
    *out = (struct type_picture){0};
    if (steps < 1 || steps > 1024 * TYPE_STEPS)
        return 0;
    struct type_run run = {.face = FONT_ICONS};
    utf8_put(run.text, codepoint);
    struct type_sheet sheet;
    int result = type_sheet_make(pixels, pixels, &sheet);
    if (result)
        return result;
    result = type_run_draw(type, &run, steps, 0, &sheet);
    if (!result)
        result = type_sheet_fold(&sheet, out);
    type_extent(type, FONT_ICONS, pixels, &ascent, &descent);
    /* From the baseline to the top of a line box as tall as the em. */
    out->baseline -= (int)lrintf(floorf((pixels - (ascent + descent)) / 2) + ascent);
    free(sheet.alpha);
    return result;
}
