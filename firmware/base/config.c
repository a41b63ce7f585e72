#include "base/config.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum config_type {
    CONFIG_TEXT,
    CONFIG_ID,
    CONFIG_INT,
    CONFIG_WIRE,
    CONFIG_YES_NO,
    CONFIG_RATIO,
    CONFIG_LANGUAGE,
    CONFIG_ROTATION,
    CONFIG_SIDE
};

struct config_key {
    const char *section, *name;
    enum config_type type;
    size_t offset, size;
    int min, max;
};

#define KEY(section, name, type, min, max)                                                                   \
    {                                                                                                        \
#section, #name, type, offsetof(struct config, section.name),                                        \
            sizeof(((struct config *)0)->section.name), min, max                                             \
    }

static const struct config_key config_keys[] = {
    KEY(kiosk, id, CONFIG_ID, 0, 0),
    KEY(kiosk, room, CONFIG_ID, 0, 0),
    KEY(kiosk, language, CONFIG_LANGUAGE, 0, 0),
    KEY(kiosk, timezone, CONFIG_TEXT, 0, 0),
    KEY(kiosk, card_key_file, CONFIG_TEXT, 0, 0),
    KEY(ledger, path, CONFIG_TEXT, 0, 0),
    KEY(reader, device, CONFIG_TEXT, 0, 0),
    KEY(panel, chip, CONFIG_TEXT, 0, 0),
    KEY(panel, green, CONFIG_WIRE, 0, 1023),
    KEY(panel, amber, CONFIG_WIRE, 0, 1023),
    KEY(panel, red, CONFIG_WIRE, 0, 1023),
    KEY(panel, buzzer, CONFIG_WIRE, 0, 1023),
    KEY(panel, door, CONFIG_WIRE, 0, 1023),
    KEY(panel, reader_reset, CONFIG_WIRE, 0, 1023),
    KEY(display, fullscreen, CONFIG_YES_NO, 0, 0),
    KEY(display, width, CONFIG_INT, 320, 7680),
    KEY(display, height, CONFIG_INT, 320, 7680),
    KEY(display, rotation, CONFIG_ROTATION, 0, 0),
    KEY(display, reader_side, CONFIG_SIDE, 0, 0),
    KEY(display, px_aspect, CONFIG_RATIO, 0, 0),
    KEY(display, motion, CONFIG_YES_NO, 0, 0),
    KEY(central, conninfo, CONFIG_TEXT, 0, 0),
};

#define CONFIG_KEYS (sizeof config_keys / sizeof config_keys[0])

#define CONFIG_PIECES_MAX 1024

struct config_parse {
    struct config *config;
    FILE *file;
    char line[2048];   /* the file's line that is being handed out */
    size_t given;      /* bytes of it already handed out; 0 with an empty line = read the next */
    int number;        /* of that line, from 1 */
    bool continuation; /* the piece in hand continues the value before it */
    int pieces;        /* handed out; inih counts these as lines */
    int piece_line[CONFIG_PIECES_MAX]; /* the file's line of each */
    char problem[256];                 /* of the first bad line */
    int problem_line;
    char seen[CONFIG_KEYS];
};

static void config_defaults(struct config *config)
{
    memset(config, 0, sizeof *config);
    strcpy(config->kiosk.language, "vi");
    strcpy(config->kiosk.timezone, "Asia/Ho_Chi_Minh");
    strcpy(config->reader.device, "auto");
    config->panel.green = config->panel.amber = config->panel.red = CONFIG_LINE_NOT_WIRED;
    config->panel.buzzer = config->panel.door = config->panel.reader_reset = CONFIG_LINE_NOT_WIRED;
    config->display.fullscreen = true;
    config->display.width = 800;
    config->display.height = 480;
    config->display.reader_side = CONFIG_SIDE_RIGHT;
    config->display.px_aspect = 1.0;
    config->display.motion = true;
}

static int config_int(const char *text, int min, int max, int *out)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || end == text || *end || value < min || value > max)
        return -1;
    *out = (int)value;
    return 0;
}

/* The index of value among the words, or -1. */
static int config_word(const char *value, const char *const *words, int count)
{
    for (int i = 0; i < count; i++) {
        if (!strcmp(value, words[i]))
            return i;
    }
    return -1;
}

static int config_text(const struct config_key *key, char *field, const char *value, char *problem,
                       size_t capacity)
{
    if (strlen(value) >= key->size) {
        snprintf(problem, capacity, "%s is longer than %zu bytes; shorten it", key->name, key->size - 1);
        return -1;
    }
    if (key->type == CONFIG_ID) {
        for (const char *c = value; *c; c++) {
            if ((unsigned char)*c <= ' ') {
                snprintf(problem, capacity, "%s must be one word without spaces", key->name);
                return -1;
            }
        }
    }
    strcpy(field, value);
    return 0;
}

static int config_number(const struct config_key *key, void *field, const char *value, char *problem,
                         size_t capacity)
{
    static const char *const words[] = {"no", "yes", "off", "on", "false", "true"};
    int number;
    char *end;
    switch (key->type) {
    case CONFIG_INT:
    case CONFIG_WIRE:
        if (!config_int(value, key->min, key->max, field))
            return 0;
        snprintf(problem, capacity, "%s must be a whole number from %d to %d%s", key->name, key->min,
                 key->max, key->type == CONFIG_WIRE ? "; leave the key out if it is not wired" : "");
        return -1;
    case CONFIG_YES_NO:
        number = config_word(value, words, 6);
        if (number < 0) {
            snprintf(problem, capacity, "%s must be yes or no", key->name);
            return -1;
        }
        *(bool *)field = number % 2;
        return 0;
    case CONFIG_RATIO:
        *(double *)field = strtod(value, &end);
        if (end != value && !*end && *(double *)field >= 0.5 && *(double *)field <= 2.0)
            return 0;
        snprintf(problem, capacity, "%s must be a number from 0.5 to 2.0, such as 1.08", key->name);
        return -1;
    case CONFIG_ROTATION:
        if (!config_int(value, 0, 270, field) && *(int *)field % 90 == 0)
            return 0;
        snprintf(problem, capacity, "%s must be 0, 90, 180 or 270", key->name);
        return -1;
    default:
        return -1;
    }
}

static int config_set(const struct config_key *key, struct config *config, const char *value, char *problem,
                      size_t capacity)
{
    static const char *const languages[] = {"vi", "en"};
    static const char *const sides[] = {"left", "right", "below"};
    static const enum config_side side_values[] = {CONFIG_SIDE_LEFT, CONFIG_SIDE_RIGHT, CONFIG_SIDE_BELOW};
    void *field = (char *)config + key->offset;
    int index;
    switch (key->type) {
    case CONFIG_TEXT:
    case CONFIG_ID:
        return config_text(key, field, value, problem, capacity);
    case CONFIG_LANGUAGE:
        if (config_word(value, languages, 2) >= 0)
            return config_text(key, field, value, problem, capacity);
        snprintf(problem, capacity, "%s must be vi or en", key->name);
        return -1;
    case CONFIG_SIDE:
        index = config_word(value, sides, 3);
        if (index < 0) {
            snprintf(problem, capacity, "%s must be left, right or below", key->name);
            return -1;
        }
        *(enum config_side *)field = side_values[index];
        return 0;
    default:
        return config_number(key, field, value, problem, capacity);
    }
}

/* Notes the first bad line; the rest of the file is then only skipped. */
static int config_problem(struct config_parse *parse, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int config_problem(struct config_parse *parse, const char *format, ...)
{
    if (!parse->problem[0]) {
        va_list args;
        va_start(args, format);
        vsnprintf(parse->problem, sizeof parse->problem, format, args);
        va_end(args);
        parse->problem_line = parse->number;
    }
    return 0;
}

/* Adds a continuation line to the value it continues. */
static int config_append(struct config_parse *parse, const struct config_key *key, const char *value)
{
    char *field = (char *)parse->config + key->offset;
    size_t used = strlen(field);
    if (key->type != CONFIG_TEXT)
        return config_problem(parse, "%s cannot go on over several lines", key->name);
    if (used + 1 + strlen(value) >= key->size)
        return config_problem(parse, "%s is longer than %zu bytes; shorten it", key->name, key->size - 1);
    field[used] = ' ';
    strcpy(field + used + 1, value);
    return 1;
}

/* inih calls this for each key and each continued line; 0 marks the line as bad. */
static int config_line(void *user, const char *section, const char *name, const char *value)
{
    struct config_parse *parse = user;
    if (parse->problem[0])
        return 1;
    bool section_known = false;
    for (size_t i = 0; i < CONFIG_KEYS; i++) {
        const struct config_key *key = &config_keys[i];
        if (strcmp(key->section, section) != 0)
            continue;
        section_known = true;
        if (strcmp(key->name, name) != 0)
            continue;
        if (parse->seen[i] && parse->continuation)
            return config_append(parse, key, value);
        if (parse->seen[i])
            return config_problem(parse, "%s is given twice in [%s]; keep one", name, section);
        parse->seen[i] = 1;
        char problem[sizeof parse->problem];
        if (!config_set(key, parse->config, value, problem, sizeof problem))
            return 1;
        return config_problem(parse, "%s", problem);
    }
    if (section_known)
        return config_problem(parse, "unknown key %.60s in [%s]; see kiosk.conf.example", name, section);
    return config_problem(parse, "unknown section [%.60s]; see kiosk.conf.example", section);
}

/* Hands inih the file piece by piece: its lines are limited to 200 bytes, a conninfo is often longer. A long
 * line is cut at a space and goes on as a continuation line, which inih gives to config_line as one more
 * value. */
static char *config_read(char *out, int capacity, void *user)
{
    struct config_parse *parse = user;
    if (parse->given == 0) {
        if (!fgets(parse->line, sizeof parse->line, parse->file))
            return NULL;
        parse->number++;
        parse->continuation = parse->line[0] == ' ' || parse->line[0] == '\t';
        if (!strchr(parse->line, '\n') && !feof(parse->file))
            config_problem(parse, "longer than %zu bytes; shorten it", sizeof parse->line - 2);
    } else {
        parse->continuation = true;
    }
    if (parse->pieces == CONFIG_PIECES_MAX) {
        config_problem(parse, "more than %d lines; shorten the file", CONFIG_PIECES_MAX);
        return NULL;
    }
    parse->piece_line[parse->pieces++] = parse->number;
    char *start = parse->line + parse->given;
    size_t length = strlen(start), room = (size_t)capacity - 2;
    if (length <= room) {
        snprintf(out, (size_t)capacity, "%s%s", parse->given ? " " : "", start);
        parse->given = 0;
        return out;
    }
    size_t cut = room - 1;
    while (cut > 0 && start[cut] != ' ')
        cut--;
    if (cut == 0) {
        config_problem(parse, "a word longer than %zu bytes; shorten it", room);
        cut = room - 1;
    }
    snprintf(out, (size_t)capacity, "%s%.*s", parse->given ? " " : "", (int)cut, start);
    parse->given += cut + 1;
    return out;
}

int config_load(const char *path, struct config *out, struct error *err)
{
    config_defaults(out);
    struct config_parse parse = {.config = out, .file = fopen(path, "re")};
    if (!parse.file)
        return error_set(err, ERROR_CONFIG, "%s: cannot be opened: %s; give the file with -c", path,
                         strerror(errno));
    int first_bad = ini_parse_stream(config_read, &parse, config_line, &parse);
    int failed = ferror(parse.file);
    fclose(parse.file);
    if (failed)
        return error_set(err, ERROR_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (parse.problem[0])
        return error_set(err, ERROR_CONFIG, "%s:%d: %s", path, parse.problem_line, parse.problem);
    if (first_bad > 0)
        return error_set(err, ERROR_CONFIG, "%s:%d: not a [section] or a key = value line; mend it", path,
                         parse.piece_line[first_bad - 1]);
    if (first_bad < 0)
        return error_set(err, ERROR_MEMORY, "%s: out of memory", path);
    return 0;
}
