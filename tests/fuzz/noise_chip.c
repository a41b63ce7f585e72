/* A PN532 behind a bad serial line, for the real libnfc: bytes that the chip sends are flipped, lost, doubled, made up.
 *
 *   noise_chip LINK SECONDS SEED
 *
 * Prints "ready", then "put UID" before a card comes into the field, "count N" of disturbed bytes, and when the noise is
 * over "quiet UID" for one last card that stays. Ends when its standard input does. */
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "fuzz.h"
#include "sim/chip.h"
#include "sim/port.h"

#define CARD_US  400000
#define EMPTY_US 150000

struct noise {
    struct chip *chip;
    struct port *port;
    uint64_t random;
    unsigned rate; /* one byte of so many is disturbed; 0 = none */
    unsigned long disturbed, cards;
};

static uint64_t random_next(struct noise *noise)
{
    noise->random += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = noise->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* One byte of the chip as it arrives: none, one or more. Returns how many. */
static size_t disturb(struct noise *noise, uint8_t byte, uint8_t *out)
{
    out[0] = byte;
    if (!noise->rate || random_next(noise) % noise->rate)
        return 1;
    noise->disturbed++;
    size_t burst = 1 + random_next(noise) % 64;
    switch (random_next(noise) % 5) {
    case 0:
        out[0] ^= (uint8_t)(1 << random_next(noise) % 8);
        return 1;
    case 1:
        return 0;
    case 2:
        out[1] = byte;
        return 2;
    case 3:
        out[0] = (uint8_t)random_next(noise);
        return 1;
    default:
        for (size_t i = 0; i < burst; i++)
            out[i] = (uint8_t)random_next(noise);
        return burst;
    }
}

static void exchange(struct noise *noise)
{
    uint8_t bytes[512], out[64 * 512];
    struct pollfd wait = {.fd = port_fd(noise->port), .events = POLLIN};
    if (poll(&wait, 1, 1) > 0 && (wait.revents & POLLIN)) {
        ssize_t count = read(wait.fd, bytes, sizeof bytes);
        if (count > 0)
            chip_receive(noise->chip, bytes, (size_t)count, now_us());
    }
    chip_advance(noise->chip, now_us());
    size_t count, used = 0;
    while ((count = chip_take_output(noise->chip, bytes, sizeof bytes)) > 0) {
        used = 0;
        for (size_t i = 0; i < count; i++)
            used += disturb(noise, bytes[i], out + used);
        ssize_t ignored = write(wait.fd, out, used);
        (void)ignored;
    }
    struct chip_event event;
    while (chip_take_event(noise->chip, &event))
        continue;
}

/* A card that nobody has seen before; zeros in its number, which a lost byte would not show in a sum. */
static void put(struct noise *noise, const char *word, int64_t until_us)
{
    char uid[32], text[64];
    struct card card;
    noise->cards++;
    if (noise->cards % 2)
        snprintf(uid, sizeof uid, "04AA00%02X00%04lX", (unsigned)(random_next(noise) & 0xff),
                 noise->cards & 0xffff);
    else
        snprintf(uid, sizeof uid, "7400%04lX", noise->cards & 0xffff);
    snprintf(text, sizeof text, "%s", uid);
    char *words[] = {text};
    struct error err = {0};
    FUZZ_CHECK(card_parse(words, 1, &card, &err) == 0);
    printf("%s %s\n", word, uid);
    fflush(stdout);
    chip_put(noise->chip, &card, now_us(), until_us);
}

int main(int argc, char **argv)
{
    struct noise noise = {0};
    struct error err = {0};
    if (argc != 4)
        return 2;
    noise.random = strtoull(argv[3], NULL, 10);
    noise.chip = chip_open();
    if (!noise.chip || port_open(argv[1], &noise.port, &err)) {
        fprintf(stderr, "noise_chip: %s\n", err.text);
        return 1;
    }
    printf("ready\n");
    fflush(stdout);
    int64_t start_us = now_us(), end_us = start_us + atoll(argv[2]) * 1000000, next_us = start_us + 1000000;
    while (now_us() < end_us) {
        exchange(&noise);
        if (now_us() < next_us)
            continue;
        static const unsigned rates[] = {0, 2000, 500, 100, 30, 8};
        noise.rate = rates[random_next(&noise) % 6];
        put(&noise, "put", now_us() + CARD_US);
        next_us = now_us() + CARD_US + EMPTY_US;
    }
    noise.rate = 0;
    chip_take(noise.chip, NULL, 0, now_us());
    printf("count %lu\n", noise.disturbed);
    put(&noise, "quiet", CHIP_FOREVER);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char text[64];
    while (poll(&input, 1, 0) == 0 || read(STDIN_FILENO, text, sizeof text) > 0)
        exchange(&noise);
    port_close(noise.port);
    chip_close(noise.chip);
    return 0;
}
