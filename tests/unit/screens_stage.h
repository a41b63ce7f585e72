/* Four windows off the screen, one a size, for the tests of screens. Included once a test program. */
#ifndef SCREENS_STAGE_H
#define SCREENS_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "screens/kit.h"
#include "screens/phase.h"
#include "screens/text.h"
#include "screens_data.h"
#include "screens_layout.h"
#include "ui/window.h"

static const struct {
    int width, height;
} sizes[] = {{800, 480}, {1280, 720}, {720, 1280}, {480, 800}};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static struct window *windows[SIZES];
static struct screen_state now;

static struct canvas *canvas_of(int size)
{
    return window_canvas(windows[size]);
}

static void language(const char *name)
{
    struct error err = {0};
    if (text_open(BUILD_DIR "/locale", name, &err) < 0)
        fail_msg("%s", err.text);
}

static inline const struct scene *scene(const char *name)
{
    for (int i = 0; i < scene_count; i++)
        if (strcmp(scenes[i].name, name) == 0)
            return &scenes[i];
    fail_msg("no scene %s", name);
    return NULL;
}

static int setup(void **state)
{
    (void)state;
    struct error err = {0};
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    clock_zone_set("Asia/Ho_Chi_Minh");
    for (int i = 0; i < SIZES; i++) {
        struct window_options options = {
            .title = "screens", .width = sizes[i].width, .height = sizes[i].height, .px_aspect = 1.0};
        if (window_open(&options, &windows[i], &err) < 0) {
            print_error("%s\n", err.text);
            return -1;
        }
    }
    language("vi");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        window_close(windows[i]);
    return 0;
}

#endif
