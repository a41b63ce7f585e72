/* Feeds a fuzz target without clang: replays a folder of seeds, then changes them for a given time. What an input
 * reaches is told by gcc's -fsanitize-coverage=trace-pc; inputs that reach something new are changed further. The same
 * seed gives the same inputs, in the same order.
 *
 *   TARGET [-s SECONDS] [-r SEED] [-k FOLDER] FOLDER|FILE...
 *
 * Ends with 1 when the target fails; the input is then in crash-TARGET in the folder of -k (default: here). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_MAX  (64 * 1024)
#define INPUTS_MAX 20000
#define EDGES      (1 << 16)
#define HANG_S     20

struct input {
    uint8_t *bytes;
    size_t size;
};

struct drive {
    struct input inputs[INPUTS_MAX];
    size_t count;
    uint64_t random;
    uint8_t seen[EDGES];
    size_t reached;
};

/* What the coverage call and the signal handlers need; they are given nothing. */
static uint8_t drive_edges[EDGES];
static uintptr_t drive_last;
static const uint8_t *drive_bytes;
static size_t drive_size;
static char drive_crash[512];

void __sanitizer_cov_trace_pc(void);
void __sanitizer_set_death_callback(void (*callback)(void));

__attribute__((no_sanitize("address", "undefined"))) void __sanitizer_cov_trace_pc(void)
{
    /* The place within the program, so that the load address changes nothing. */
    uintptr_t here = (uintptr_t)__builtin_return_address(0) - (uintptr_t)&LLVMFuzzerTestOneInput;
    here = (here * 0x9E3779B1u) & (EDGES - 1);
    uint8_t *edge = &drive_edges[here ^ drive_last];
    if (*edge < 255)
        (*edge)++;
    drive_last = here >> 1;
}

static void drive_keep(void)
{
    int fd = open(drive_crash, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return;
    if (write(fd, drive_bytes, drive_size) == (ssize_t)drive_size)
        dprintf(STDERR_FILENO, "the input of %zu bytes is in %s\n", drive_size, drive_crash);
    close(fd);
}

static void drive_signal(int number)
{
    if (number == SIGALRM)
        dprintf(STDERR_FILENO, "an input took longer than %d s\n", HANG_S);
    drive_keep();
    _exit(1);
}

static uint64_t random_next(struct drive *drive)
{
    drive->random += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = drive->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t random_below(struct drive *drive, size_t limit)
{
    return limit ? (size_t)(random_next(drive) % limit) : 0;
}

static void drive_add(struct drive *drive, const uint8_t *bytes, size_t size)
{
    if (drive->count == INPUTS_MAX)
        return;
    uint8_t *copy = malloc(size ? size : 1);
    FUZZ_CHECK(copy);
    if (size)
        memcpy(copy, bytes, size);
    drive->inputs[drive->count++] = (struct input){copy, size};
}

/* How often, in steps that matter: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more. */
static uint8_t edge_class(uint8_t count)
{
    return count < 4     ? (uint8_t)(1 << (count - 1))
           : count < 8   ? 8
           : count < 16  ? 16
           : count < 32  ? 32
           : count < 128 ? 64
                         : 128;
}

/* Runs the target; true if the input reached something new. */
static bool drive_run(struct drive *drive, const uint8_t *bytes, size_t size)
{
    drive_bytes = bytes;
    drive_size = size;
    memset(drive_edges, 0, sizeof drive_edges);
    drive_last = 0;
    alarm(HANG_S);
    LLVMFuzzerTestOneInput(bytes, size);
    bool new = false;
    for (size_t i = 0; i < EDGES; i++) {
        if (!drive_edges[i])
            continue;
        uint8_t class = edge_class(drive_edges[i]);
        if (!(drive->seen[i] & class)) {
            drive->reached += drive->seen[i] == 0;
            drive->seen[i] |= class;
            new = true;
        }
    }
    return new;
}

static int drive_read(struct drive *drive, const char *path)
{
    static uint8_t bytes[INPUT_MAX];
    struct stat info;
    if (stat(path, &info))
        return -1;
    if (S_ISREG(info.st_mode)) {
        FILE *file = fopen(path, "re");
        if (!file)
            return -1;
        drive_add(drive, bytes, fread(bytes, 1, sizeof bytes, file));
        return fclose(file);
    }
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort), failed = count < 0 ? -1 : 0;
    for (int i = 0; i < count; i++) {
        char file[4096];
        if (names[i]->d_name[0] != '.' &&
            (size_t)snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name) < sizeof file)
            failed = failed || drive_read(drive, file) ? -1 : 0;
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return failed;
}

/* ---- changes ---- */

static size_t piece_insert(uint8_t *bytes, size_t size, size_t at, const uint8_t *piece, size_t length)
{
    if (size + length > INPUT_MAX)
        return size;
    memmove(bytes + at + length, bytes + at, size - at);
    memcpy(bytes + at, piece, length);
    return size + length;
}

static size_t piece_remove(struct drive *drive, uint8_t *bytes, size_t size)
{
    size_t at = random_below(drive, size), most = size - at < 64 ? size - at : 64;
    size_t length = random_below(drive, 4) ? 1 + random_below(drive, most) : size - at;
    memmove(bytes + at, bytes + at + length, size - at - length);
    return size - length;
}

/* Changes a number written in digits to one that is hard to bear. */
static size_t number_change(struct drive *drive, uint8_t *bytes, size_t size)
{
    static const char *const numbers[] = {
        "0",          "-1",  "1e999", "9223372036854775807", "-9223372036854775808", "18446744073709551616",
        "2147483648", "0.5", "",      "00000000000000000001"};
    size_t start = random_below(drive, size);
    while (start < size && (bytes[start] < '0' || bytes[start] > '9'))
        start++;
    size_t end = start;
    while (end < size && bytes[end] >= '0' && bytes[end] <= '9')
        end++;
    if (start == end)
        return size;
    memmove(bytes + start, bytes + end, size - end);
    const char *number = numbers[random_below(drive, sizeof numbers / sizeof numbers[0])];
    return piece_insert(bytes, size - (end - start), start, (const uint8_t *)number, strlen(number));
}

static size_t change_once(struct drive *drive, uint8_t *bytes, size_t size)
{
    static const uint8_t odd[] = {0,    1,   0x7f, 0x80, 0xff, '\n', '\r', ' ', '"',
                                  '\'', ',', ';',  '[',  ']',  '{',  '}',  '=', '\\'};
    static const char *const texts[] = {"\n",
                                        "\"\"",
                                        "\xef\xbb\xbf",
                                        "\xed\xa0\x80",
                                        "\xf4\x8f\xbf\xbf",
                                        "\xcc\xa3",
                                        "ng\xc6\xb0\xe1\xbb\x9di",
                                        "null",
                                        "[[[[[[[[",
                                        "{\"",
                                        "\xc0\xaf",
                                        "\r\n"};
    uint8_t piece[64];
    size_t at = random_below(drive, size + 1);
    if (size == 0)
        return piece_insert(bytes, 0, 0, &odd[random_below(drive, sizeof odd)], 1);
    switch (random_below(drive, 9)) {
    case 0:
        bytes[at % size] ^= (uint8_t)(1 << random_below(drive, 8));
        return size;
    case 1:
        bytes[at % size] = odd[random_below(drive, sizeof odd)];
        return size;
    case 2:
        bytes[at % size] = (uint8_t)random_next(drive);
        return size;
    case 3:
        return piece_remove(drive, bytes, size);
    case 4: {
        const char *text = texts[random_below(drive, sizeof texts / sizeof texts[0])];
        return piece_insert(bytes, size, at, (const uint8_t *)text, strlen(text));
    }
    case 5: { /* a piece of another input */
        const struct input *other = &drive->inputs[random_below(drive, drive->count)];
        size_t from = random_below(drive, other->size + 1), most = other->size - from;
        size_t length = random_below(drive, most < sizeof piece ? most + 1 : sizeof piece);
        memcpy(piece, other->bytes + from, length);
        return piece_insert(bytes, size, at, piece, length);
    }
    case 6: { /* a piece of its own again */
        size_t from = random_below(drive, size), most = size - from;
        size_t length = 1 + random_below(drive, most < sizeof piece ? most : sizeof piece);
        memcpy(piece, bytes + from, length);
        return piece_insert(bytes, size, at, piece, length);
    }
    case 7:
        return number_change(drive, bytes, size);
    default:
        return piece_insert(bytes, size, at, &odd[random_below(drive, sizeof odd)], 1);
    }
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static unsigned long drive_for(struct drive *drive, double seconds)
{
    uint8_t *bytes = malloc(INPUT_MAX);
    FUZZ_CHECK(bytes);
    unsigned long runs = 0;
    double end = seconds_now() + seconds;
    while (seconds_now() < end) {
        /* Half of the time one of the newest, which have reached the furthest. */
        size_t newest = drive->count < 16 ? drive->count : 16;
        size_t index = random_below(drive, 2) ? random_below(drive, drive->count)
                                              : drive->count - 1 - random_below(drive, newest);
        size_t size = drive->inputs[index].size;
        memcpy(bytes, drive->inputs[index].bytes, size);
        size_t changes = 1 + random_below(drive, 1 << random_below(drive, 5));
        for (size_t i = 0; i < changes; i++)
            size = change_once(drive, bytes, size);
        if (drive_run(drive, bytes, size))
            drive_add(drive, bytes, size);
        runs++;
    }
    free(bytes);
    return runs;
}

int main(int argc, char **argv)
{
    struct drive *drive = calloc(1, sizeof *drive);
    const char *name = strrchr(argv[0], '/'), *keep = ".";
    double seconds = 0;
    uint64_t seed = 1;
    int option;
    FUZZ_CHECK(drive);
    while ((option = getopt(argc, argv, "s:r:k:")) != -1) {
        if (option == 's')
            seconds = atof(optarg);
        else if (option == 'r')
            seed = strtoull(optarg, NULL, 10);
        else if (option == 'k')
            keep = optarg;
        else
            return 2;
    }
    name = name ? name + 1 : argv[0];
    snprintf(drive_crash, sizeof drive_crash, "%s/crash-%s", keep, name);
    for (int i = optind; i < argc; i++) {
        if (drive_read(drive, argv[i])) {
            fprintf(stderr, "%s: %s: %s\n", name, argv[i], strerror(errno));
            return 2;
        }
    }
    if (drive->count == 0) {
        fprintf(stderr, "%s: give a folder of seeds\n", name);
        return 2;
    }
    __sanitizer_set_death_callback(drive_keep);
    signal(SIGABRT, drive_signal);
    signal(SIGALRM, drive_signal);
    drive->random = seed;
    size_t seeds = drive->count;
    for (size_t i = 0; i < seeds; i++)
        drive_run(drive, drive->inputs[i].bytes, drive->inputs[i].size);
    size_t known = drive->reached;
    unsigned long runs = drive_for(drive, seconds);
    alarm(0);
    printf("%s: seed %llu, %zu seeds + %lu inputs in %.0f s, %zu -> %zu edges, 0 failures\n", name,
           (unsigned long long)seed, seeds, runs, seconds, known, drive->reached);
    for (size_t i = 0; i < drive->count; i++)
        free(drive->inputs[i].bytes);
    free(drive);
    return 0;
}
