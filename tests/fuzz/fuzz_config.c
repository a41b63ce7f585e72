/* The configuration file. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/config.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct config config;
    struct error err = {0};
    char path[64];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int code = config_load(path, &config, &err);
    close(fd);
    if (code) {
        /* A person must be told the line. */
        int line = 0, lines = 1;
        for (size_t i = 0; i < size; i++)
            lines += data[i] == '\n';
        FUZZ_CHECK(code == ERROR_CONFIG && err.code == code);
        FUZZ_CHECK(!strncmp(err.text, path, strlen(path)) &&
                   sscanf(err.text + strlen(path), ":%d: ", &line) == 1);
        FUZZ_CHECK(line >= 1 && line <= lines);
        return 0;
    }
    const int wires[] = {config.panel.green,  config.panel.amber, config.panel.red,
                         config.panel.buzzer, config.panel.door,  config.panel.reader_reset};
    for (size_t i = 0; i < sizeof wires / sizeof wires[0]; i++)
        FUZZ_CHECK(wires[i] >= CONFIG_LINE_NOT_WIRED && wires[i] <= 1023);
    FUZZ_CHECK(config.display.width >= 320 && config.display.width <= 7680);
    FUZZ_CHECK(config.display.height >= 320 && config.display.height <= 7680);
    FUZZ_CHECK(config.display.rotation % 90 == 0 && config.display.rotation >= 0 &&
               config.display.rotation < 360);
    FUZZ_CHECK(config.display.px_aspect >= 0.5 && config.display.px_aspect <= 2.0);
    FUZZ_CHECK(!strcmp(config.kiosk.language, "vi") || !strcmp(config.kiosk.language, "en"));
    FUZZ_CHECK(!strpbrk(config.kiosk.id, " \t\r\n") && strlen(config.kiosk.id) <= CONFIG_ID_MAX);
    FUZZ_CHECK(strnlen(config.central.conninfo, sizeof config.central.conninfo) <
               sizeof config.central.conninfo);
    return 0;
}
