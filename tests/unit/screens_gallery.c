/* Writes every screen with the data of the design's pictures as PNG files named like them:
 *   screens_gallery [-l LOCALE_DIR] OUT_DIR [NAME...]
 * at 800x480, 1280x720 (-1280x720), 720x1280 (-720x1280) and 480x800 (-480x800), Vietnamese and English (-en). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "screens/text.h"
#include "screens_data.h"
#include "staff_data1.h"
#include "staff_data2.h"
#include "ui/window.h"

static struct screen_state door;
static struct staff_state staff;

/* The door's own screens. */
static const char *door_name(int i)
{
    return scenes[i].name;
}

static void door_draw(int i, struct canvas *canvas)
{
    scene_draw(&scenes[i], &door, canvas);
}

/* 11 to 14 */
static const char *roster_name(int i)
{
    return staff_scenes1[i].name;
}

static void roster_draw(int i, struct canvas *canvas)
{
    staff_scene1_fill(&staff_scenes1[i], canvas, &staff, &door);
    staff_draw1(canvas, &staff, &door);
}

/* 08, 15 to 19 and the menu */
static const char *desk_name(int i)
{
    return staff_scenes2[i].name;
}

static void desk_draw(int i, struct canvas *canvas)
{
    staff_base2(&staff, &door);
    staff_scenes2[i].fill(&staff, &door);
    staff_draw2(&staff_scenes2[i], canvas, &staff, &door);
}

static bool wanted(const char *name, char **names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return count == 0;
}

static int draw_all(struct window *window, const char *folder, const char *suffix, const char *language,
                    char **names, int count, struct error *err)
{
    const struct {
        int count;
        const char *(*name)(int i);
        void (*draw)(int i, struct canvas *canvas);
    } rooms[] = {{scene_count, door_name, door_draw},
                 {staff_scene1_count, roster_name, roster_draw},
                 {staff_scene2_count, desk_name, desk_draw}};
    for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
        for (int i = 0; i < rooms[r].count; i++) {
            const char *name = rooms[r].name(i);
            char path[1024];
            if (!wanted(name, names, count))
                continue;
            snprintf(path, sizeof path, "%s/%s%s%s.png", folder, name, suffix,
                     strcmp(language, "en") == 0 ? "-en" : "");
            rooms[r].draw(i, window_canvas(window));
            window_present(window, WINDOW_CUT, 0, 0);
            int result = window_screenshot(window, path, err);
            if (result < 0)
                return result;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct {
        int width, height;
        const char *suffix;
    } sizes[] = {{800, 480, ""}, {1280, 720, "-1280x720"}, {720, 1280, "-720x1280"}, {480, 800, "-480x800"}};
    static const char *const languages[] = {"vi", "en"};
    const char *locale = BUILD_DIR "/locale";
    int at = 1;
    if (argc > 3 && strcmp(argv[1], "-l") == 0) {
        locale = argv[2];
        at = 3;
    }
    if (at >= argc) {
        fprintf(stderr, "usage: screens_gallery [-l LOCALE_DIR] OUT_DIR [NAME...]\n");
        return 2;
    }
    const char *folder = argv[at++];
    struct error err = {0};
    setenv("SDL_VIDEODRIVER", "offscreen", 0);
    clock_zone_set("Asia/Ho_Chi_Minh");
    mkdir(folder, 0777);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct window_options options = {.title = "gallery",
                                         .width = sizes[i].width,
                                         .height = sizes[i].height,
                                         .px_aspect = 1.0,
                                         .motion = false};
        struct window *window;
        if (window_open(&options, &window, &err) < 0)
            goto failed;
        for (size_t l = 0; l < 2; l++) {
            if (text_open(locale, languages[l], &err) < 0 ||
                draw_all(window, folder, sizes[i].suffix, languages[l], argv + at, argc - at, &err) < 0) {
                window_close(window);
                goto failed;
            }
        }
        window_close(window);
    }
    return 0;
failed:
    fprintf(stderr, "%s\n", err.text);
    return 1;
}
