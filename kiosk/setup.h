/* 19, the first start: the page that stands until the device has a configuration. */
#ifndef KIOSK_SETUP_H
#define KIOSK_SETUP_H

#include "base/config.h"

/* Shows the page until the file at path is a good configuration, looking every second; one that a mounted stick brings
 * (stick.h; extra = one more folder to look into, NULL = none) is put there first. A bad one is told with its line. No tap
 * is taken meanwhile. Returns 0 with *config filled, 1 when the kiosk was asked to end, or the error of a
 * window that could not be opened. */
int setup_wait(const char *path, const char *extra, struct config *config, struct error *err);

#endif
