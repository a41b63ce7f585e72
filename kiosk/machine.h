/* What page 18 tells about the machine itself. */
#ifndef KIOSK_MACHINE_H
#define KIOSK_MACHINE_H

#include "base/config.h"
#include "staff.h"

/* Reads kernel files only: never waits. What cannot be read is 0 or empty. */
void machine_read(const struct config *config, struct staff_machine *out);

#endif
