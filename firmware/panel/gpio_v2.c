/* libgpiod 2.x (Debian 13): kernel interface v2. */
#include <dirent.h>
#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/gpio.h"

struct gpio {
    struct gpiod_chip *chip;
    struct gpiod_line_request *request;
    unsigned count;
};

static int gpio_is_called(struct gpiod_chip *chip, const char *label)
{
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
    if (!info)
        return 0;
    int same =
        !strcmp(gpiod_chip_info_get_label(info), label) || !strcmp(gpiod_chip_info_get_name(info), label);
    gpiod_chip_info_free(info);
    return same;
}

/* The chip of this label or name among /dev's; NULL with errno: ENOENT, or why one could not be looked at. */
static struct gpiod_chip *gpio_chip_by_label(const char *label)
{
    DIR *directory = opendir("/dev");
    if (!directory)
        return NULL;
    int number = ENOENT;
    struct gpiod_chip *found = NULL;
    for (struct dirent *entry = readdir(directory); entry && !found; entry = readdir(directory)) {
        char path[sizeof entry->d_name + 8];
        snprintf(path, sizeof path, "/dev/%s", entry->d_name);
        if (strncmp(entry->d_name, "gpiochip", 8) != 0 || !gpiod_is_gpiochip_device(path))
            continue;
        struct gpiod_chip *chip = gpiod_chip_open(path);
        if (chip && gpio_is_called(chip, label)) {
            found = chip;
        } else if (chip) {
            gpiod_chip_close(chip);
        } else {
            number = errno;
        }
    }
    closedir(directory);
    errno = number;
    return found;
}

static int gpio_lines_check(struct gpiod_chip *chip, const char *name, const unsigned *offsets,
                            unsigned count, struct error *err)
{
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
    if (!info)
        return gpio_chip_error(name, errno, err);
    size_t lines = gpiod_chip_info_get_num_lines(info);
    gpiod_chip_info_free(info);
    for (unsigned i = 0; i < count; i++) {
        if (offsets[i] >= lines)
            return error_set(err, ERROR_INPUT, "[panel] chip = %s: no line %u, it has 0 to %zu", name,
                             offsets[i], lines - 1);
    }
    return 0;
}

static void gpio_values(unsigned levels, unsigned count, enum gpiod_line_value *values)
{
    for (unsigned i = 0; i < count; i++)
        values[i] = (levels >> i) & 1 ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
}

/* Takes the lines as outputs; NULL with errno. */
static struct gpiod_line_request *gpio_request(struct gpiod_chip *chip, const unsigned *offsets,
                                               unsigned count, unsigned levels)
{
    struct gpiod_line_request *request = NULL;
    enum gpiod_line_value values[GPIO_LINES_MAX];
    gpio_values(levels, count, values);
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *lines = gpiod_line_config_new();
    struct gpiod_request_config *config = gpiod_request_config_new();
    if (!settings || !lines || !config) {
        errno = ENOMEM;
        goto done;
    }
    gpiod_request_config_set_consumer(config, "diemdanh-panel");
    if (gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT) ||
        gpiod_line_config_add_line_settings(lines, offsets, count, settings) ||
        gpiod_line_config_set_output_values(lines, values, count))
        goto done;
    request = gpiod_chip_request_lines(chip, config, lines);

done:;
    int number = errno;
    gpiod_request_config_free(config);
    gpiod_line_config_free(lines);
    gpiod_line_settings_free(settings);
    errno = number;
    return request;
}

int gpio_open(const char *chip, const unsigned *offsets, unsigned count, unsigned levels, struct gpio **out,
              struct error *err)
{
    int code;
    *out = NULL;
    struct gpio *gpio = calloc(1, sizeof *gpio);
    if (!gpio)
        return error_set(err, ERROR_MEMORY, "[panel] chip = %s: out of memory", chip);
    gpio->count = count;
    gpio->chip = strchr(chip, '/') ? gpiod_chip_open(chip) : gpio_chip_by_label(chip);
    if (!gpio->chip) {
        code = gpio_chip_error(chip, errno, err);
        goto failed_chip;
    }
    code = gpio_lines_check(gpio->chip, chip, offsets, count, err);
    if (code)
        goto failed_lines;
    gpio->request = gpio_request(gpio->chip, offsets, count, levels);
    if (!gpio->request) {
        code = gpio_request_error(chip, errno, err);
        goto failed_lines;
    }
    *out = gpio;
    return 0;

failed_lines:
    gpiod_chip_close(gpio->chip);
failed_chip:
    free(gpio);
    return code;
}

int gpio_set(struct gpio *gpio, unsigned levels, struct error *err)
{
    enum gpiod_line_value values[GPIO_LINES_MAX];
    gpio_values(levels, gpio->count, values);
    if (gpiod_line_request_set_values(gpio->request, values))
        return error_set(err, ERROR_IO, "a GPIO line cannot be set: %s", strerror(errno));
    return 0;
}

void gpio_close(struct gpio *gpio)
{
    if (!gpio)
        return;
    gpiod_line_request_release(gpio->request);
    gpiod_chip_close(gpio->chip);
    free(gpio);
}
