/* libgpiod 1.x (Debian 12): kernel interface v1. */
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#include "panel/gpio.h"

struct gpio {
    struct gpiod_chip *chip;
    struct gpiod_line_bulk lines;
    unsigned count;
};

static struct gpiod_chip *gpio_chip_find(const char *chip)
{
    if (strchr(chip, '/'))
        return gpiod_chip_open(chip);
    struct gpiod_chip *found = gpiod_chip_open_by_label(chip);
    int number = errno;
    if (!found)
        found = gpiod_chip_open_by_name(chip);
    /* Looking at the labels fails whole if one chip may not be opened: that is the better reason. */
    if (!found && number == EACCES)
        errno = number;
    return found;
}

static void gpio_values(unsigned levels, unsigned count, int *values)
{
    for (unsigned i = 0; i < count; i++)
        values[i] = (levels >> i) & 1;
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
    gpio->chip = gpio_chip_find(chip);
    if (!gpio->chip) {
        code = gpio_chip_error(chip, errno, err);
        goto failed_chip;
    }

    gpiod_line_bulk_init(&gpio->lines);
    for (unsigned i = 0; i < count; i++) {
        unsigned lines = gpiod_chip_num_lines(gpio->chip);
        if (offsets[i] >= lines) {
            code = error_set(err, ERROR_INPUT, "[panel] chip = %s: no line %u, it has 0 to %u", chip,
                             offsets[i], lines - 1);
            goto failed_lines;
        }
        struct gpiod_line *line = gpiod_chip_get_line(gpio->chip, offsets[i]);
        if (!line) {
            code = gpio_request_error(chip, errno, err);
            goto failed_lines;
        }
        gpiod_line_bulk_add(&gpio->lines, line);
    }

    const struct gpiod_line_request_config request = {
        .consumer = "diemdanh-panel", .request_type = GPIOD_LINE_REQUEST_DIRECTION_OUTPUT, .flags = 0};
    int values[GPIO_LINES_MAX];
    gpio_values(levels, count, values);
    if (gpiod_line_request_bulk(&gpio->lines, &request, values)) {
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
    int values[GPIO_LINES_MAX];
    gpio_values(levels, gpio->count, values);
    if (gpiod_line_set_value_bulk(&gpio->lines, values))
        return error_set(err, ERROR_IO, "a GPIO line cannot be set: %s", strerror(errno));
    return 0;
}

void gpio_close(struct gpio *gpio)
{
    if (!gpio)
        return;
    gpiod_line_release_bulk(&gpio->lines);
    gpiod_chip_close(gpio->chip);
    free(gpio);
}
