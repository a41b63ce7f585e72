/* The device's configuration: one INI file, shared by kiosk, reader's and panel's supervisor, and agent.
 * Every key is in assets/kiosk.conf.example. Parsed with inih (https://github.com/benhoyt/inih). */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>

#include "base/error.h"

#define CONFIG_ID_MAX         64 /* bytes of an id, without the NUL */
#define CONFIG_PATH_MAX       512
#define CONFIG_LINE_NOT_WIRED (-1)

enum config_side { CONFIG_SIDE_LEFT, CONFIG_SIDE_RIGHT, CONFIG_SIDE_BELOW };

struct config {
    struct {
        char id[CONFIG_ID_MAX + 1];
        char room[CONFIG_ID_MAX + 1];
        char language[8];  /* "vi" or "en" */
        char timezone[64]; /* IANA; Asia/Ho_Chi_Minh */
        char card_key_file[CONFIG_PATH_MAX];
    } kiosk;
    struct {
        char path[CONFIG_PATH_MAX];
    } ledger;
    struct {
        char device[CONFIG_PATH_MAX]; /* libnfc connstring, "auto" or "none" */
    } reader;
    struct {
        char chip[CONFIG_PATH_MAX];                        /* path or label; empty = no panel */
        int green, amber, red, buzzer, door, reader_reset; /* line offsets or CONFIG_LINE_NOT_WIRED */
    } panel;
    struct {
        bool fullscreen;
        int width, height; /* window size in device pixels when not full-screen */
        int rotation;      /* 0, 90, 180, 270 degrees clockwise */
        enum config_side reader_side;
        double px_aspect; /* width of a pixel over its height, 0.5 to 2 */
        bool motion;
    } display;
    struct {
        char conninfo[1024]; /* libpq; empty = no centre */
    } central;
};

/* Reads path into *out (defaults first). Returns 0, or ERROR_CONFIG / ERROR_IO with err->text as
 * "FILE:LINE: what and how to mend it". Keys that a program needs are checked by that program. */
int config_load(const char *path, struct config *out, struct error *err);

#endif
