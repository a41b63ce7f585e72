#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/stage.h"

/* The glass as 0xRRGGBB, read once a frame. */
static const uint32_t *screenshot_read(struct window *window)
{
    const struct glass *glass = &window->glass;
    if (window->pixels)
        return window->pixels;
    window->pixels = calloc((size_t)glass->width * (size_t)glass->height, sizeof *window->pixels);
    if (!window->pixels)
        return NULL;
    /* What was presented may be gone from the back buffer: make it again. */
    stage_compose(window);
    if (SDL_RenderReadPixels(glass->renderer, NULL, SDL_PIXELFORMAT_ARGB8888, window->pixels,
                             glass->width * 4)) {
        free(window->pixels);
        window->pixels = NULL;
    }
    return window->pixels;
}

int window_screenshot(struct window *window, const char *path, struct error *err)
{
    const uint32_t *pixels = screenshot_read(window);
    if (!pixels)
        return error_set(err, ERROR_BROKEN, "%s: the picture cannot be read back: %s", path, SDL_GetError());
    return png_write(path, pixels, window->glass.width, window->glass.height, err);
}

uint32_t window_pixel(struct window *window, int x, int y)
{
    if (x < 0 || y < 0 || x >= window->glass.width || y >= window->glass.height)
        return 0;
    const uint32_t *pixels = screenshot_read(window);
    return pixels ? pixels[(size_t)y * (size_t)window->glass.width + (size_t)x] & 0xFFFFFF : 0;
}

static long backlight_read(const char *folder, const char *name)
{
    char path[512];
    long value = -1;
    snprintf(path, sizeof path, "/sys/class/backlight/%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    if (!file)
        return -1;
    if (fscanf(file, "%ld", &value) != 1)
        value = -1;
    fclose(file);
    return value;
}

void window_backlight(struct window *window, int percent)
{
    (void)window;
    DIR *folder = opendir("/sys/class/backlight");
    if (!folder)
        return;
    percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[512];
        long most = entry->d_name[0] == '.' ? -1 : backlight_read(entry->d_name, "max_brightness");
        if (most <= 0)
            continue;
        snprintf(path, sizeof path, "/sys/class/backlight/%s/brightness", entry->d_name);
        FILE *file = fopen(path, "we");
        if (!file)
            continue; /* not ours to set: the screen stays as it is */
        fprintf(file, "%ld", (most * percent + 50) / 100);
        fclose(file);
    }
    closedir(folder);
}
