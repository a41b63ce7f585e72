/* A pretended GPIO chip for tests where the kernel has none: preloaded into an unmodified program, it answers
 * the GPIO ioctls (v1 and v2) and writes what happens to the lines, with the time, to $PANEL_CHIP/log.
 * umockdev pretends the device node; a machine with gpio-sim is the authority. $PANEL_CHIP/fault, if there,
 * holds "taken" (requests fail) or "gone" (settings fail). */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define CHIP_LINES   54
#define CHIP_HANDLES 4

struct chip_handle {
    int fd; /* 0: free */
    uint32_t offsets[GPIO_V2_LINES_MAX], count;
};

static struct chip_handle chip_handles[CHIP_HANDLES];

/* Appends "MS WORD OFFSET=LEVEL ..." in one write. */
static void chip_log(const char *word, const struct chip_handle *handle, const uint8_t *levels)
{
    char path[4096], line[1024];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int used =
        snprintf(line, sizeof line, "%lld %s", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000, word);
    for (uint32_t i = 0; levels && i < handle->count; i++)
        used += snprintf(line + used, sizeof line - (size_t)used, " %u=%u", handle->offsets[i], levels[i]);
    line[used++] = '\n';
    snprintf(path, sizeof path, "%s/log", getenv("PANEL_CHIP"));
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, line, (size_t)used) != used)
        abort();
    close(fd);
}

static int chip_has_fault(const char *fault)
{
    char path[4096], text[16] = "";
    snprintf(path, sizeof path, "%s/fault", getenv("PANEL_CHIP"));
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    int same = fscanf(file, "%15s", text) == 1 && !strcmp(text, fault);
    fclose(file);
    return same;
}

static struct chip_handle *chip_handle_find(int fd)
{
    for (int i = 0; i < CHIP_HANDLES; i++) {
        if (chip_handles[i].fd == fd)
            return &chip_handles[i];
    }
    return NULL;
}

/* Hands out a descriptor for the lines, or -1 with errno. */
static int chip_request(const uint32_t *offsets, uint32_t count, const uint8_t *levels)
{
    struct chip_handle *handle = chip_handle_find(0);
    if (chip_has_fault("taken") || !handle) {
        errno = EBUSY;
        return -1;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (offsets[i] >= CHIP_LINES) {
            errno = EINVAL;
            return -1;
        }
        handle->offsets[i] = offsets[i];
    }
    handle->count = count;
    handle->fd = eventfd(0, EFD_CLOEXEC);
    chip_log("request", handle, levels);
    return handle->fd;
}

static int chip_set(const struct chip_handle *handle, const uint8_t *levels)
{
    if (chip_has_fault("gone")) {
        errno = ENODEV;
        return -1;
    }
    chip_log("set", handle, levels);
    return 0;
}

static int chip_request_v2(struct gpio_v2_line_request *request)
{
    uint8_t levels[GPIO_V2_LINES_MAX] = {0};
    if (!(request->config.flags & GPIO_V2_LINE_FLAG_OUTPUT)) {
        errno = EINVAL;
        return -1;
    }
    for (uint32_t a = 0; a < request->config.num_attrs; a++) {
        const struct gpio_v2_line_config_attribute *attribute = &request->config.attrs[a];
        for (uint32_t i = 0; i < request->num_lines; i++) {
            if (attribute->attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES && (attribute->mask >> i) & 1)
                levels[i] = (attribute->attr.values >> i) & 1;
        }
    }
    request->fd = chip_request(request->offsets, request->num_lines, levels);
    return request->fd < 0 ? -1 : 0;
}

static int chip_set_v2(const struct chip_handle *handle, const struct gpio_v2_line_values *values)
{
    uint8_t levels[GPIO_V2_LINES_MAX] = {0};
    for (uint32_t i = 0; i < handle->count; i++) {
        if (!((values->mask >> i) & 1))
            abort(); /* the panel sets all its lines at once */
        levels[i] = (values->bits >> i) & 1;
    }
    return chip_set(handle, levels);
}

/* Answers a GPIO ioctl; *answered says whether it was one. */
static int chip_ioctl(int fd, unsigned long number, void *argument, int *answered)
{
    struct chip_handle *handle = fd > 0 ? chip_handle_find(fd) : NULL;
    *answered = 1;
    switch (number) {
    case GPIO_GET_CHIPINFO_IOCTL: {
        struct gpiochip_info info = {.name = "gpiochip0", .label = "pinctrl-bcm2835", .lines = CHIP_LINES};
        memcpy(argument, &info, sizeof info);
        return 0;
    }
    case GPIO_GET_LINEINFO_IOCTL: {
        struct gpioline_info *info = argument;
        info->flags = 0;
        info->name[0] = info->consumer[0] = '\0';
        return 0;
    }
    case GPIO_GET_LINEHANDLE_IOCTL: {
        struct gpiohandle_request *request = argument;
        if (!(request->flags & GPIOHANDLE_REQUEST_OUTPUT))
            break;
        request->fd = chip_request(request->lineoffsets, request->lines, request->default_values);
        return request->fd < 0 ? -1 : 0;
    }
    case GPIO_V2_GET_LINE_IOCTL:
        return chip_request_v2(argument);
    case GPIOHANDLE_SET_LINE_VALUES_IOCTL:
        if (!handle)
            break;
        return chip_set(handle, ((struct gpiohandle_data *)argument)->values);
    case GPIO_V2_LINE_SET_VALUES_IOCTL:
        if (!handle)
            break;
        return chip_set_v2(handle, argument);
    default:
        *answered = 0;
        return -1;
    }
    errno = EINVAL;
    return -1;
}

int ioctl(int fd, unsigned long number, ...)
{
    va_list list;
    va_start(list, number);
    void *argument = va_arg(list, void *);
    va_end(list);
    int answered, result = chip_ioctl(fd, number, argument, &answered);
    if (answered)
        return result;
    int (*next)(int, unsigned long, ...);
    *(void **)&next = dlsym(RTLD_NEXT, "ioctl");
    return next(fd, number, argument);
}

int close(int fd)
{
    struct chip_handle *handle = fd > 0 ? chip_handle_find(fd) : NULL;
    if (handle) {
        chip_log("release", handle, NULL);
        handle->fd = 0;
    }
    int (*next)(int);
    *(void **)&next = dlsym(RTLD_NEXT, "close");
    return next(fd);
}

/* libgpiod 1.x looks for labels with scandir, which umockdev does not lead to its own /dev. */
int scandir(const char *directory, struct dirent ***names, int (*filter)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **))
{
    char path[4096];
    const char *root = getenv("UMOCKDEV_DIR");
    int (*next)(const char *, struct dirent ***, int (*)(const struct dirent *),
                int (*)(const struct dirent **, const struct dirent **));
    *(void **)&next = dlsym(RTLD_NEXT, "scandir");
    snprintf(path, sizeof path, "%s%s", root && !strncmp(directory, "/dev", 4) ? root : "", directory);
    return next(path, names, filter, compare);
}
