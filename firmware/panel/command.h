/* The lines that the panel is given (protocol.md, "kiosk -> panel"). */
#ifndef PANEL_COMMAND_H
#define PANEL_COMMAND_H

#include "panel/patterns.h"

/* Does what one line says to *patterns at now_ms. The line is cut up in place. Returns 0; or ERROR_INPUT for
 * a line that is not understood, which then changes nothing. An empty line does nothing. */
int command_run(char *line, struct patterns *patterns, int64_t now_ms);

/* The protocol's word of an event or a line, or NULL outside the enumeration. Static. */
const char *command_event_word(int event);
const char *command_line_word(int line);

#endif
