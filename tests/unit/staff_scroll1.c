/* How long a frame of the roster takes while it scrolls, in SDL's software renderer:
 *   staff_scroll1 [FRAMES]
 * A fling through 1,000 learners at each size, list and grid; run it on one core (taskset -c 0). The bar: 99 % of the frames
 * within 16 ms of the core's time, which is what passes on a core that does nothing else; the time on the wall stands
 * beside it. Exit 1 when one of the rows misses it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "screens/text.h"
#include "staff_data1.h"
#include "staff_data2.h"
#include "ui/window.h"

#define BAR_MS     16.0
#define FRAMES_MAX 5000

static double ms_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Returns whether the bar is met. */
static bool measure(struct window *window, enum staff_page page, int frames, const char *name)
{
    static struct staff_state state;
    static struct screen_state door;
    static double times[FRAMES_MAX], walls[FRAMES_MAX];
    staff_base2(&state, &door);
    state.page = page;
    state.roll = staff_class_large(1000);
    staff_arrange(&state);
    float end = staff_content_height(window_canvas(window), &state) -
                staff_viewport_height(window_canvas(window), &state);
    for (int i = 0; i < frames; i++) {
        /* 40 px a frame and back again at the end: a fast fling. */
        float way = (float)(i * 40), lap = 2 * end, at = way - lap * (float)(int)(way / lap);
        state.scroll_px = at > end ? lap - at : at;
        double start = ms_of(CLOCK_PROCESS_CPUTIME_ID), wall = ms_of(CLOCK_MONOTONIC);
        staff_draw1(window_canvas(window), &state, &door);
        window_present(window, WINDOW_CUT, 0, 0);
        times[i] = ms_of(CLOCK_PROCESS_CPUTIME_ID) - start;
        walls[i] = ms_of(CLOCK_MONOTONIC) - wall;
    }
    double first = times[0];
    qsort(times, (size_t)frames, sizeof times[0], ascending);
    qsort(walls, (size_t)frames, sizeof walls[0], ascending);
    double p99 = times[frames * 99 / 100];
    printf("%-20s %6d %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f   %s\n", name, frames, times[frames / 2], p99,
           times[frames - 1], first, walls[frames / 2], walls[frames * 99 / 100],
           p99 <= BAR_MS ? "met" : "missed");
    return p99 <= BAR_MS;
}

int main(int argc, char **argv)
{
    static const struct {
        int width, height;
    } sizes[] = {{800, 480}, {1280, 720}, {720, 1280}};
    int frames = argc > 1 ? atoi(argv[1]) : 600;
    bool met = true;
    struct error err = {0};
    if (frames < 100 || frames > FRAMES_MAX) {
        fprintf(stderr, "usage: staff_scroll1 [FRAMES], 100 to %d\n", FRAMES_MAX);
        return 2;
    }
    setenv("SDL_VIDEODRIVER", "offscreen", 0);
    setenv("SDL_RENDER_DRIVER", "software", 0);
    clock_zone_set("Asia/Ho_Chi_Minh");
    if (text_open(BUILD_DIR "/locale", "vi", &err) < 0)
        goto failed;
    printf("%-20s %6s %8s %8s %8s %8s %8s %8s   p99 <= 16 ms\n", "1,000 learners", "frames", "median", "p99",
           "most", "first", "wall", "wall p99");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct window_options options = {.title = "scroll",
                                         .width = sizes[i].width,
                                         .height = sizes[i].height,
                                         .px_aspect = 1.0,
                                         .motion = true};
        struct window *window;
        char name[48];
        if (window_open(&options, &window, &err) < 0)
            goto failed;
        snprintf(name, sizeof name, "list %dx%d", sizes[i].width, sizes[i].height);
        met = measure(window, STAFF_LIST, frames, name) && met;
        snprintf(name, sizeof name, "grid %dx%d", sizes[i].width, sizes[i].height);
        met = measure(window, STAFF_GRID, frames, name) && met;
        window_close(window);
    }
    return met ? 0 : 1;
failed:
    fprintf(stderr, "%s\n", err.text);
    return 1;
}
