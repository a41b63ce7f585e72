/* The commands by which tests, the demo and a person drive the chip: one line in, one line out. */
#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include <stddef.h>
#include <stdint.h>

#include "sim/chip.h"
#include "sim/port.h"

#define CONTROL_REPLY_MAX   1000
#define CONTROL_HOLD_MS     300
#define CONTROL_HOLD_MAX_MS 600000

/* What the commands act on. Borrowed; port may be NULL (then nothing can be plugged). */
struct control {
    struct chip *chip;
    struct port *port;
};

enum control_next {
    CONTROL_ANSWER, /* send the reply */
    CONTROL_WATCH,  /* send the reply, then every event */
    CONTROL_WAIT    /* send the reply once the field is empty */
};

/* Does one command at now_us. Cuts line up. Fills reply, "ok ..." or "error ...", without a newline. */
enum control_next control_run(struct control *control, char *line, int64_t now_us, char *reply,
                              size_t capacity);

/* An event as a line, "event selected UID T_US", without a newline. */
void control_event_text(const struct chip_event *event, char *text, size_t capacity);

/* One line a command, for people. */
const char *control_help(void);

#endif
