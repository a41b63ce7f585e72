#include "panel/board.h"

#include <stdlib.h>

#include "base/log.h"
#include "panel/command.h"
#include "panel/gpio.h"

#define BOARD_RETRY_MIN_MS 500
#define BOARD_RETRY_MAX_MS 8000
/* Levels are written again this often: that is how a chip that was pulled out while nothing changes shows. */
#define BOARD_REFRESH_MS 5000

struct board {
    const char *chip;
    enum board_state state;
    const char *reason;
    enum patterns_line lines[PATTERNS_LINES]; /* wired ones, in the chip's request order */
    unsigned offsets[PATTERNS_LINES];
    unsigned count;
    struct gpio *gpio; /* NULL unless up */
    unsigned levels;   /* last written, in request order */
    int64_t due_ms;    /* next refresh when up, next try when down */
    int64_t retry_ms;
};

_Static_assert(PATTERNS_LINES <= GPIO_LINES_MAX, "a board fits in one request");

static int board_wire(struct board *board, const struct config *config, const char *path, struct error *err)
{
    const int offsets[PATTERNS_LINES] = {
        [PATTERNS_GREEN] = config->panel.green, [PATTERNS_AMBER] = config->panel.amber,
        [PATTERNS_RED] = config->panel.red,     [PATTERNS_BUZZER] = config->panel.buzzer,
        [PATTERNS_DOOR] = config->panel.door,   [PATTERNS_RESET] = config->panel.reader_reset,
    };
    for (int line = 0; line < PATTERNS_LINES; line++) {
        if (offsets[line] == CONFIG_LINE_NOT_WIRED)
            continue;
        for (unsigned i = 0; i < board->count; i++) {
            if (board->offsets[i] == (unsigned)offsets[line])
                return error_set(
                    err, ERROR_CONFIG, "%s: [panel] %s and %s are both line %d; give each a line of its own",
                    path, command_line_word(board->lines[i]),
                    line == PATTERNS_RESET ? "reader_reset" : command_line_word(line), offsets[line]);
        }
        board->lines[board->count] = (enum patterns_line)line;
        board->offsets[board->count++] = (unsigned)offsets[line];
    }
    return 0;
}

int board_open(const struct config *config, const char *path, struct board **out, struct error *err)
{
    *out = NULL;
    struct board *board = calloc(1, sizeof *board);
    if (!board)
        return error_set(err, ERROR_MEMORY, "out of memory");
    int code = board_wire(board, config, path, err);
    if (code) {
        free(board);
        return code;
    }
    board->chip = config->panel.chip;
    board->reason = "missing";
    board->retry_ms = BOARD_RETRY_MIN_MS;
    board->due_ms = INT64_MIN;
    board->state = BOARD_DOWN;
    if (board->count && !board->chip[0])
        log_warning("%s: [panel] names lines but no chip: nothing is driven", path);
    if (board->count == 0 || !board->chip[0])
        board->state = BOARD_NONE;
    *out = board;
    return 0;
}

/* A mask of patterns' lines as a mask in request order. */
static unsigned board_levels(const struct board *board, unsigned levels)
{
    unsigned wired = 0;
    for (unsigned i = 0; i < board->count; i++)
        wired |= ((levels >> board->lines[i]) & 1) << i;
    return wired;
}

static const char *board_word(int code)
{
    switch (code) {
    case ERROR_NOT_FOUND:
        return "missing";
    case ERROR_BUSY:
        return "taken";
    case ERROR_DENIED:
        return "denied";
    case ERROR_INPUT:
        return "no-line";
    default:
        return "failed";
    }
}

static void board_try(struct board *board, unsigned levels, int64_t now_ms)
{
    struct error err = {0};
    int code = gpio_open(board->chip, board->offsets, board->count, levels, &board->gpio, &err);
    if (code) {
        /* The first failure of a loss is news, its repetitions are not. */
        if (board->retry_ms == BOARD_RETRY_MIN_MS)
            log_warning("%s", err.text);
        else
            log_debug("%s", err.text);
        board->reason = board_word(code);
        board->due_ms = now_ms + board->retry_ms;
        board->retry_ms = board->retry_ms * 2 < BOARD_RETRY_MAX_MS ? board->retry_ms * 2 : BOARD_RETRY_MAX_MS;
        return;
    }
    log_info("GPIO chip %s: %u lines taken", board->chip, board->count);
    board->state = BOARD_UP;
    board->levels = levels;
    board->retry_ms = BOARD_RETRY_MIN_MS;
    board->due_ms = now_ms + BOARD_REFRESH_MS;
}

static void board_write(struct board *board, unsigned levels, int64_t now_ms)
{
    struct error err = {0};
    if (gpio_set(board->gpio, levels, &err) == 0) {
        board->levels = levels;
        board->due_ms = now_ms + BOARD_REFRESH_MS;
        return;
    }
    log_warning("GPIO chip %s: %s", board->chip, err.text);
    gpio_close(board->gpio);
    board->gpio = NULL;
    board->state = BOARD_DOWN;
    board->reason = "gone";
    board->due_ms = now_ms + board->retry_ms;
}

int64_t board_set(struct board *board, unsigned levels, int64_t now_ms)
{
    if (board->state == BOARD_NONE)
        return PATTERNS_NEVER;
    unsigned wired = board_levels(board, levels);
    if (board->state == BOARD_DOWN && now_ms >= board->due_ms)
        board_try(board, wired, now_ms);
    else if (board->state == BOARD_UP && (wired != board->levels || now_ms >= board->due_ms))
        board_write(board, wired, now_ms);
    return board->due_ms;
}

enum board_state board_state(const struct board *board)
{
    return board->state;
}

const char *board_reason(const struct board *board)
{
    return board->reason;
}

bool board_wired(const struct board *board, enum patterns_line line)
{
    for (unsigned i = 0; i < board->count; i++) {
        if (board->lines[i] == line)
            return board->state != BOARD_NONE;
    }
    return false;
}

void board_close(struct board *board)
{
    if (!board)
        return;
    struct error err = {0};
    if (board->gpio && gpio_set(board->gpio, board_levels(board, PATTERNS_SAFE), &err))
        log_warning("GPIO chip %s: %s", board->chip, err.text);
    gpio_close(board->gpio);
    free(board);
}
