/* The wired lines and the chip they hang on, which may be gone or taken for a while: the board keeps what is
 * wanted and tries again with back-off. */
#ifndef PANEL_BOARD_H
#define PANEL_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "panel/patterns.h"

enum board_state {
    BOARD_NONE, /* nothing is wired */
    BOARD_UP,
    BOARD_DOWN
};

struct board;

/* Reads [panel] of a configuration that stays alive; path is its file's, for the error. Takes no chip yet.
 * *out is the caller's until board_close. Returns 0, ERROR_CONFIG (two keys name one line) or ERROR_MEMORY.
 */
int board_open(const struct config *config, const char *path, struct board **out, struct error *err);

/* Makes the lines follow levels (a mask of patterns.h), takes the chip if it is time to try, and drops it if
 * it is gone. Returns when to call again at the latest, PATTERNS_NEVER if nothing is wired. */
int64_t board_set(struct board *board, unsigned levels, int64_t now_ms);

enum board_state board_state(const struct board *board);

/* Why the board is down, one word of protocol.md's `down`. Static. */
const char *board_reason(const struct board *board);

/* Whether a line is wired. */
bool board_wired(const struct board *board, enum patterns_line line);

/* Puts every line in its safe state and gives them back. Accepts NULL. */
void board_close(struct board *board);

#endif
