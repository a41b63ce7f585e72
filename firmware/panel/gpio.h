/* A few output lines of one GPIO chip. Behind it stands libgpiod: gpio_v1.c for 1.x, gpio_v2.c for 2.x; the
 * build takes the one that fits. */
#ifndef PANEL_GPIO_H
#define PANEL_GPIO_H

#include "base/error.h"

#define GPIO_LINES_MAX 8

struct gpio;

/* Opens a chip (a path such as /dev/gpiochip0, or a label such as pinctrl-bcm2835, or a name such as
 * gpiochip0) and takes the lines at offsets[0..count) as outputs; line i gets level (levels >> i) & 1 in the
 * same step. count is at most GPIO_LINES_MAX. *out is the caller's until gpio_close. Returns 0 or, with *out
 * NULL and err->text for a person: ERROR_NOT_FOUND (no such chip), ERROR_BUSY (somebody holds a line),
 * ERROR_DENIED (permissions), ERROR_INPUT (the chip has no such line), ERROR_MEMORY, ERROR_IO. */
int gpio_open(const char *chip, const unsigned *offsets, unsigned count, unsigned levels, struct gpio **out,
              struct error *err);

/* Sets all lines at once, line i to (levels >> i) & 1. Returns 0, or ERROR_IO: the chip is gone, close it. */
int gpio_set(struct gpio *gpio, unsigned levels, struct error *err);

/* Gives the lines back to the kernel without changing their levels first. Accepts NULL. */
void gpio_close(struct gpio *gpio);

/* For gpio_open of either kind: the error for a chip that could not be opened (number: errno) and for lines
 * that could not be taken. Never return 0. */
int gpio_chip_error(const char *chip, int number, struct error *err);
int gpio_request_error(const char *chip, int number, struct error *err);

#endif
