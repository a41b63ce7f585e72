#include "stick.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"

#define STICK_BYTES_MAX 65536
#define STICK_FILES_MAX 4
#define STICK_LEDGER    "/var/lib/diemdanh"

/* A file that the configuration names: beside it on the stick, beside it on the device. */
struct stick_file {
    char name[256];
    const char *begins; /* what its first line holds, NULL = the card key */
};

struct stick {
    char from[CONFIG_PATH_MAX], to[CONFIG_PATH_MAX]; /* folders */
    char office[CONFIG_PATH_MAX];                    /* the folder that the paths in the configuration name */
    struct config config;
    struct stick_file files[STICK_FILES_MAX];
    int count;
    struct error *err;
};

bool stick_find(const char *extra, char *found, size_t capacity)
{
    static const char *const folders[] = {"/media/*", "/media/*/*", "/run/media/*/*"};
    static const char *const below[] = {"/kiosk.conf", "/*/kiosk.conf"};
    int count = (int)(sizeof folders / sizeof folders[0]);
    for (int i = extra ? -1 : 0; i < count; i++)
        for (int j = 0; j < 2; j++) {
            char pattern[CONFIG_PATH_MAX + 16];
            glob_t paths;
            snprintf(pattern, sizeof pattern, "%s%s", i < 0 ? extra : folders[i], below[j]);
            bool some = glob(pattern, 0, NULL, &paths) == 0 && paths.gl_pathc > 0;
            if (some)
                snprintf(found, capacity, "%s", paths.gl_pathv[0]);
            globfree(&paths);
            if (some)
                return true;
        }
    return false;
}

static int stick_folder(const char *path, char *out, struct error *err)
{
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 1;
    if (length >= CONFIG_PATH_MAX)
        return error_set(err, ERROR_CONFIG, "%.100s...: the path is too long", path);
    snprintf(out, CONFIG_PATH_MAX, "%.*s", length, slash ? path : ".");
    return 0;
}

static int stick_path(struct stick *stick, char *out, size_t capacity, const char *folder, const char *name)
{
    int length = snprintf(out, capacity, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= capacity)
        return error_set(stick->err, ERROR_CONFIG, "%.100s/%.100s: the path is too long", folder, name);
    return 0;
}

static int stick_read(struct stick *stick, const char *path, char *text, size_t *length)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(stick->err, ERROR_IO, "%s: cannot be read: %s; copy the whole folder onto the stick",
                         path, strerror(errno));
    *length = fread(text, 1, STICK_BYTES_MAX - 1, file);
    bool bad = ferror(file), more = fgetc(file) != EOF;
    fclose(file);
    text[*length] = '\0';
    if (bad)
        return error_set(stick->err, ERROR_IO, "%s: cannot be read; use another stick", path);
    if (more || strlen(text) != *length)
        return error_set(stick->err, ERROR_CONFIG,
                         "%s:1: is no text that the office wrote; make the folder again", path);
    return 0;
}

static int stick_name_add(struct stick *stick, const char *path, const char *begins)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (!*name || strlen(name) >= sizeof stick->files[0].name || !strcmp(name, "kiosk.conf"))
        return error_set(stick->err, ERROR_CONFIG, "%s/kiosk.conf: '%.100s' names no file beside it",
                         stick->from, path);
    struct stick_file *file = &stick->files[stick->count++];
    snprintf(file->name, sizeof file->name, "%s", name);
    file->begins = begins;
    return 0;
}

/* The value of a word in a conninfo: bare, or in single quotes with backslashes. */
static bool stick_conninfo(const char *conninfo, const char *key, char *out, size_t capacity)
{
    size_t length = strlen(key), used = 0;
    for (const char *at = conninfo; (at = strstr(at, key)); at += length) {
        if ((at > conninfo && !isspace((unsigned char)at[-1])) || at[length] != '=')
            continue;
        at += length + 1;
        bool quoted = *at == '\'';
        for (at += quoted; *at && (quoted ? *at != '\'' : !isspace((unsigned char)*at)); at++) {
            if (*at == '\\' && at[1])
                at++;
            if (used + 1 < capacity)
                out[used++] = *at;
        }
        out[used] = '\0';
        return true;
    }
    return false;
}

static int stick_files(struct stick *stick)
{
    static const char *const words[][2] = {{"sslcert", "-----BEGIN CERTIFICATE-----"},
                                           {"sslkey", "PRIVATE KEY-----"},
                                           {"sslrootcert", "-----BEGIN CERTIFICATE-----"}};
    int failed = stick_name_add(stick, stick->config.kiosk.card_key_file, NULL);
    for (int i = 0; i < 3 && !failed; i++) {
        char path[CONFIG_PATH_MAX];
        if (stick_conninfo(stick->config.central.conninfo, words[i][0], path, sizeof path))
            failed = stick_name_add(stick, path, words[i][1]);
    }
    return failed;
}

static int stick_check_conf(struct stick *stick, const char *path)
{
    const struct config *config = &stick->config;
    int failed = config_load(path, &stick->config, stick->err);
    if (failed)
        return failed;
    const char *missing = !config->kiosk.id[0]              ? "[kiosk] id"
                          : !config->kiosk.room[0]          ? "[kiosk] room"
                          : !config->kiosk.card_key_file[0] ? "[kiosk] card_key_file"
                          : !config->ledger.path[0]         ? "[ledger] path"
                                                            : NULL;
    if (missing)
        return error_set(stick->err, ERROR_CONFIG, "%s:1: %s is missing; make the folder with kiosk add",
                         path, missing);
    if ((failed = stick_folder(config->kiosk.card_key_file, stick->office, stick->err)))
        return failed;
    return stick_files(stick);
}

static int stick_check_file(struct stick *stick, const struct stick_file *file, const char *path,
                            const char *text)
{
    if (file->begins) {
        size_t line = strcspn(text, "\r\n");
        const char *there = strstr(text, file->begins);
        if (there && (size_t)(there - text) < line)
            return 0;
        return error_set(stick->err, ERROR_CONFIG,
                         "%s:1: is no PEM file with %s; make the folder again with kiosk add", path,
                         file->begins);
    }
    size_t digits = strspn(text, "0123456789abcdefABCDEF");
    if (digits == 64 && text[digits + strspn(text + digits, "\r\n")] == '\0')
        return 0;
    return error_set(stick->err, ERROR_CONFIG,
                     "%s:1: the card key must be one line of 64 hexadecimal digits; make the folder again "
                     "with kiosk add",
                     path);
}

/* Keys are their user's alone; the group of the folder, which the sync is in, reads the rest. */
static int stick_write(struct stick *stick, const char *name, bool key, const char *text, size_t length)
{
    char hidden[260], path[CONFIG_PATH_MAX];
    snprintf(hidden, sizeof hidden, ".%.250s.new", name);
    int failed = stick_path(stick, path, sizeof path, stick->to, hidden);
    if (failed)
        return failed;
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && fchmod(fd, key ? 0600 : 0640) == 0;
    for (size_t done = 0; good && done < length;) {
        ssize_t wrote = write(fd, text + done, length - done);
        good = wrote > 0;
        done += good ? (size_t)wrote : 0;
    }
    good = good && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (good)
        return 0;
    return error_set(stick->err, why == ENOSPC ? ERROR_FULL : ERROR_IO,
                     "%s: cannot be written: %s; the kiosk's user must own the folder", path, strerror(why));
}

/* The configuration with the office's folder changed to the device's. The ledger that the office put beside the rest goes
 * where it may be written; one that stands elsewhere was meant so. */
static bool stick_move(const struct stick *stick, const char *text, const char *ledger, char *out,
                       size_t capacity)
{
    const char *moved[][2] = {{stick->config.ledger.path, ledger}, {stick->office, stick->to}};
    size_t used = 0;
    while (*text) {
        const char *piece = text;
        size_t taken = 1, bytes = 1;
        for (int i = 1; i >= 0; i--) {
            size_t length = strlen(moved[i][0]);
            char after = strncmp(text, moved[i][0], length) ? 'x' : text[length];
            if (moved[i][1] && length && (i ? after == '/' : after != 'x')) {
                piece = moved[i][1];
                taken = length;
                bytes = strlen(piece);
            }
        }
        if (used + bytes + 1 > capacity)
            return false;
        memcpy(out + used, piece, bytes);
        used += bytes;
        text += taken;
    }
    out[used] = '\0';
    return true;
}

static int stick_write_conf(struct stick *stick, const char *path)
{
    static char text[STICK_BYTES_MAX], moved[STICK_BYTES_MAX]; /* the window thread's alone */
    char beside[CONFIG_PATH_MAX], ledger[CONFIG_PATH_MAX];
    const char *name = strrchr(stick->config.ledger.path, '/');
    size_t length;
    int failed = stick_read(stick, path, text, &length);
    if (failed || (failed = stick_folder(stick->config.ledger.path, beside, stick->err)))
        return failed;
    bool move = name && !strcmp(beside, stick->office);
    if (move && (failed = stick_path(stick, ledger, sizeof ledger,
                                     access(STICK_LEDGER, W_OK) ? stick->to : STICK_LEDGER, name + 1)))
        return failed;
    if (!stick_move(stick, text, move ? ledger : NULL, moved, sizeof moved))
        return error_set(stick->err, ERROR_CONFIG, "%s:1: is too long for this device", path);
    return stick_write(stick, "kiosk.conf", false, moved, strlen(moved));
}

/* All files under hidden names; the old ones still stand. */
static int stick_write_all(struct stick *stick, const char *found)
{
    static char text[STICK_BYTES_MAX];
    char path[CONFIG_PATH_MAX];
    int failed = 0;
    for (int i = 0; i < stick->count && !failed; i++) {
        const struct stick_file *file = &stick->files[i];
        size_t length;
        if (!(failed = stick_path(stick, path, sizeof path, stick->from, file->name)) &&
            !(failed = stick_read(stick, path, text, &length)) &&
            !(failed = stick_check_file(stick, file, path, text)))
            failed = stick_write(stick, file->name, !file->begins || file->begins[0] == 'P', text, length);
    }
    explicit_bzero(text, sizeof text);
    return failed ? failed : stick_write_conf(stick, found);
}

static int stick_rename(struct stick *stick, const char *hidden_of, const char *name)
{
    char hidden[260], from[CONFIG_PATH_MAX], to[CONFIG_PATH_MAX];
    snprintf(hidden, sizeof hidden, ".%.250s.new", hidden_of);
    int failed = stick_path(stick, from, sizeof from, stick->to, hidden);
    if (!failed && name)
        failed = stick_path(stick, to, sizeof to, stick->to, name);
    if (failed)
        return failed;
    if (!name)
        unlink(from);
    else if (rename(from, to))
        return error_set(stick->err, ERROR_IO, "%s: cannot be written: %s", to, strerror(errno));
    return 0;
}

static void stick_sync(const struct stick *stick)
{
    int fd = open(stick->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

int stick_take(const char *found, const char *config_path, struct error *err)
{
    struct stick stick = {.err = err};
    const char *slash = strrchr(config_path, '/'), *name = slash ? slash + 1 : config_path;
    int failed = stick_folder(found, stick.from, err);
    if (failed || (failed = stick_folder(config_path, stick.to, err)) ||
        (failed = stick_check_conf(&stick, found)))
        return failed;
    failed = stick_write_all(&stick, found);
    for (int i = 0; i < stick.count && !failed; i++)
        failed = stick_rename(&stick, stick.files[i].name, stick.files[i].name);
    /* Until this name is there the device is not set up. */
    stick_sync(&stick);
    if (!failed)
        failed = stick_rename(&stick, "kiosk.conf", name);
    stick_sync(&stick);
    struct error ignored;
    stick.err = &ignored;
    for (int i = 0; failed && i < stick.count; i++)
        stick_rename(&stick, stick.files[i].name, NULL);
    if (failed)
        stick_rename(&stick, "kiosk.conf", NULL);
    return failed;
}
