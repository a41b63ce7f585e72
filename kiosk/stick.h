/* The set-up stick: what `diemdanh-office kiosk add --out` wrote, carried to the device on a USB stick that the system mounts. */
#ifndef KIOSK_STICK_H
#define KIOSK_STICK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Looks for a kiosk.conf on what is mounted below /media and /run/media and, when extra is not NULL, in that folder; in
 * the folder itself or one below it. found is filled with its path. */
bool stick_find(const char *extra, char *found, size_t capacity);

/* Checks the configuration at found and the files beside it that it names (card key, certificate, key, root
 * certificate), and copies all of them into the folder of config_path with mode 0600: whole, or nothing at all; the
 * configuration is renamed into its place last. Its paths are made those of the device; the ledger goes to
 * /var/lib/diemdanh if that can be written, else beside the configuration. Errors: ERROR_CONFIG with
 * "FILE:LINE: what and how to mend it", ERROR_IO, ERROR_FULL. */
int stick_take(const char *found, const char *config_path, struct error *err);

#endif
