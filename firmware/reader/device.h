/* The NFC device through libnfc: the only file that includes it is device.c. Every call here may hang, abort
 * or crash the process, because libnfc may; worker.c is where that is allowed to happen. */
#ifndef READER_DEVICE_H
#define READER_DEVICE_H

#include <stdbool.h>

#include "base/error.h"
#include "reader/presence.h"

#define DEVICE_CONNSTRING_MAX 1023 /* bytes, without the NUL */

struct device;

/* Checks a connstring: a driver that Debian's libnfc has, and the shape that this driver needs; or `auto`,
 * `none`. Returns 0 or ERROR_USAGE with a text. Opens nothing. */
int device_check(const char *connstring, struct error *err);

/* The file of a connstring, such as /dev/ttyS0, in path; empty when it names none (USB, auto). */
void device_path(const char *connstring, char *path, size_t capacity);

/* Sets libnfc's environment (it is silent unless LIBNFC_LOG_LEVEL says otherwise) and opens the device,
 * finite select on. connstring as above, not `none`. Returns 0 and *out, or ERROR_NOT_FOUND (no such file,
 * nothing found), ERROR_DENIED, ERROR_BUSY (another reader has it), ERROR_TIMEOUT (it does not answer),
 * ERROR_PROTOCOL (it does not tell its firmware), ERROR_BROKEN. */
int device_open(const char *connstring, struct device **out, struct error *err);

/* Field off, device released. Accepts NULL. */
void device_close(struct device *device);

/* The connstring of the open device; lives as long as it. */
const char *device_name(const struct device *device);

/* Does an action. Fills *card if the outcome is PRESENCE_CARD. */
enum presence_outcome device_do(struct device *device, enum presence_action action, struct seen_card *card);

/* False when the device's file has vanished. */
bool device_plugged(const struct device *device);

#endif
