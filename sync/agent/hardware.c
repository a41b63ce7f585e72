#include "agent/hardware.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "digest/digest.h"

enum { HARDWARE_HASH_BYTES = 16 };

/* The first word of a file, letters and digits only. Returns its length, 0 if there is none. */
static size_t hardware_word(const char *root, const char *path, char *out, size_t capacity)
{
    char full[512];
    snprintf(full, sizeof full, "%s%s", root, path);
    FILE *file = fopen(full, "re");
    if (!file)
        return 0;
    size_t used = 0;
    for (int c = fgetc(file); c != EOF && isalnum(c) && used + 1 < capacity; c = fgetc(file))
        out[used++] = (char)c;
    out[used] = '\0';
    fclose(file);
    return used;
}

void hardware_id(const char *root, char out[HARDWARE_ID_BYTES])
{
    char word[65];
    size_t length = hardware_word(root, "/proc/device-tree/serial-number", word, sizeof word);
    if (length > 0 && strspn(word, "0") < length) {
        snprintf(out, HARDWARE_ID_BYTES, "board:%s", word);
        return;
    }
    length = hardware_word(root, "/etc/machine-id", word, sizeof word);
    if (length == 0) {
        snprintf(out, HARDWARE_ID_BYTES, "unknown");
        return;
    }
    /* The prefix makes the hash ours alone: another program's hash of the same id is another. */
    static const char prefix[] = "diemdanh hardware id\n";
    uint8_t hash[DIGEST_BYTES];
    char text[2 * HARDWARE_HASH_BYTES + 1];
    digest_sha256(prefix, sizeof prefix - 1, word, length, hash);
    hex_encode(hash, HARDWARE_HASH_BYTES, text);
    snprintf(out, HARDWARE_ID_BYTES, "machine:%s", text);
}
