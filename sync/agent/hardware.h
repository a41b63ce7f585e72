/* Which board this is, so that the centre can tell a copied ledger from the one it was copied from. */
#ifndef AGENT_HARDWARE_H
#define AGENT_HARDWARE_H

#include <stddef.h>

#define HARDWARE_ID_BYTES 80

/* Writes "board:SERIAL" when the board has a serial number (device tree), else "machine:HASH", a hash of the
 * machine id (machine-id(5) asks that the id itself stay here), else "unknown". root is "" or, in tests, a
 * folder that stands for the machine's root. */
void hardware_id(const char *root, char out[HARDWARE_ID_BYTES]);

#endif
