/* What libnfc's connstrings look like (libnfc/nfc-internal.c: connstring_decode, and each driver's open). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader/device.h"

struct driver {
    const char *name;
    bool needs_path; /* NAME:/dev/...[:SPEED] */
    bool is_uart;
    const char *example;
};

static const struct driver drivers[] = {
    {"pn532_uart", true, true, "pn532_uart:/dev/serial0:115200"},
    {"pn532_i2c", true, false, "pn532_i2c:/dev/i2c-1"},
    {"pn532_spi", true, false, "pn532_spi:/dev/spidev0.0:1000000"},
    {"arygon", true, true, "arygon:/dev/ttyUSB0:9600"},
    {"acr122s", true, true, "acr122s:/dev/ttyUSB0:9600"},
    {"acr122_usb", false, false, "acr122_usb"},
    {"pn53x_usb", false, false, "pn53x_usb"},
    {"usb", false, false, "usb"},
};

static bool speed_known(const char *text)
{
    static const char *const speeds[] = {"9600", "19200", "38400", "57600", "115200", "230400", "460800"};
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
        if (!strcmp(speeds[i], text))
            return true;
    }
    return false;
}

static int check_path(const struct driver *driver, const char *rest, struct error *err)
{
    const char *path = rest + 1;
    const char *speed = rest[0] == ':' ? strchr(path, ':') : NULL;
    if (rest[0] != ':' || path[0] != '/')
        return error_set(err, ERROR_USAGE, "device %s%s: give the file of the port, such as %s", driver->name,
                         rest, driver->example);
    if (!speed)
        return 0;
    speed++;
    if (driver->is_uart && !speed_known(speed))
        return error_set(err, ERROR_USAGE,
                         "device %s%s: speed %s is none of 9600, 19200, 38400, 57600, 115200, 230400, "
                         "460800",
                         driver->name, rest, speed);
    char *end;
    if (strtol(speed, &end, 10) <= 0 || *end)
        return error_set(err, ERROR_USAGE, "device %s%s: speed %s is not a number", driver->name, rest,
                         speed);
    return 0;
}

int device_check(const char *connstring, struct error *err)
{
    if (!strcmp(connstring, "auto") || !strcmp(connstring, "none"))
        return 0;
    if (!connstring[0] || strlen(connstring) > DEVICE_CONNSTRING_MAX)
        return error_set(err, ERROR_USAGE, "device: give 1 to %d bytes, such as %s", DEVICE_CONNSTRING_MAX,
                         drivers[0].example);
    size_t length = strcspn(connstring, ":");
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
        if (strlen(drivers[i].name) != length || strncmp(drivers[i].name, connstring, length) != 0)
            continue;
        return drivers[i].needs_path ? check_path(&drivers[i], connstring + length, err) : 0;
    }
    return error_set(err, ERROR_USAGE,
                     "device %.*s: no such driver; use auto, none, pn532_uart, pn532_i2c, pn532_spi, "
                     "arygon, acr122s, acr122_usb, pn53x_usb or usb, such as %s",
                     (int)(length < 40 ? length : 40), connstring, drivers[0].example);
}

void device_path(const char *connstring, char *path, size_t capacity)
{
    const char *start = strchr(connstring, ':');
    path[0] = '\0';
    if (!start || start[1] != '/')
        return;
    start++;
    snprintf(path, capacity, "%.*s", (int)strcspn(start, ":"), start);
}
