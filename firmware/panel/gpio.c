#include "panel/gpio.h"

#include <errno.h>
#include <string.h>

int gpio_chip_error(const char *chip, int number, struct error *err)
{
    switch (number) {
    case EACCES:
    case EPERM:
        return error_set(err, ERROR_DENIED,
                         "[panel] chip = %s: %s; let this user read and write it (group gpio)", chip,
                         strerror(number));
    case ENOMEM:
        return error_set(err, ERROR_MEMORY, "[panel] chip = %s: out of memory", chip);
    case ENOTTY:
    case ENODEV:
        return error_set(err, ERROR_NOT_FOUND,
                         "[panel] chip = %s: not a GPIO chip; see what gpiodetect lists", chip);
    default:
        return error_set(err, ERROR_NOT_FOUND, "[panel] chip = %s: %s; see what gpiodetect lists", chip,
                         strerror(number));
    }
}

int gpio_request_error(const char *chip, int number, struct error *err)
{
    switch (number) {
    case EBUSY:
        return error_set(err, ERROR_BUSY,
                         "[panel] chip = %s: a line is held by somebody else; gpioinfo names the holder",
                         chip);
    case EACCES:
    case EPERM:
        return error_set(err, ERROR_DENIED, "[panel] chip = %s: %s", chip, strerror(number));
    case ENOMEM:
        return error_set(err, ERROR_MEMORY, "[panel] chip = %s: out of memory", chip);
    default:
        return error_set(err, ERROR_IO, "[panel] chip = %s: lines cannot be taken: %s", chip,
                         strerror(number));
    }
}
