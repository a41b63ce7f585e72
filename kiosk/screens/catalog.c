#include "screens/catalog.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAGIC        0x950412deU
#define MAGIC_OTHER  0xde120495U
#define HEADER_BYTES 28

struct catalog {
    char *bytes;
    size_t size;
    bool swapped; /* made on a machine of the other byte order */
    uint32_t count, ids, texts;
};

static uint32_t word_at(const struct catalog *catalog, size_t offset)
{
    uint32_t word;
    memcpy(&word, catalog->bytes + offset, sizeof word);
    return catalog->swapped ? __builtin_bswap32(word) : word;
}

/* String number index of a table, or NULL when it does not lie inside the file with its NUL. */
static const char *string_at(const struct catalog *catalog, uint32_t table, uint32_t index)
{
    size_t entry = (size_t)table + (size_t)index * 8;
    if (entry + 8 > catalog->size)
        return NULL;
    size_t length = word_at(catalog, entry), offset = word_at(catalog, entry + 4);
    if (offset >= catalog->size || length >= catalog->size - offset ||
        catalog->bytes[offset + length] != '\0')
        return NULL;
    return catalog->bytes + offset;
}

static const char *check(const struct catalog *catalog)
{
    const char *before = NULL;
    for (uint32_t i = 0; i < catalog->count; i++) {
        const char *id = string_at(catalog, catalog->ids, i);
        if (!id || !string_at(catalog, catalog->texts, i))
            return "a string lies outside the file";
        if (before && strcmp(before, id) >= 0)
            return "its strings are not in order";
        before = id;
    }
    const char *header = catalog_find(catalog, "");
    if (!header || !strcasestr(header, "charset=UTF-8"))
        return "it is not marked as UTF-8";
    return NULL;
}

static int damaged(const char *name, const char *what, struct error *err)
{
    return error_set(err, ERROR_CONFIG, "%s: %s; install the package again (the file is made by msgfmt)",
                     name, what);
}

int catalog_parse(const void *bytes, size_t size, const char *name, struct catalog **out, struct error *err)
{
    *out = NULL;
    if (size < HEADER_BYTES)
        return damaged(name, "the translation file is cut short", err);
    struct catalog *catalog = calloc(1, sizeof *catalog);
    if (!catalog)
        return error_set(err, ERROR_MEMORY, "%s: no memory", name);
    const char *fault = NULL;
    catalog->size = size;
    catalog->bytes = malloc(size);
    if (!catalog->bytes) {
        catalog_close(catalog);
        return error_set(err, ERROR_MEMORY, "%s: no memory", name);
    }
    memcpy(catalog->bytes, bytes, size);
    uint32_t magic = word_at(catalog, 0);
    catalog->swapped = magic == MAGIC_OTHER;
    if (magic != MAGIC && magic != MAGIC_OTHER)
        fault = "not a compiled translation file";
    else if (word_at(catalog, 4) >> 16 > 1)
        fault = "a translation file of a newer format";
    if (!fault) {
        catalog->count = word_at(catalog, 8);
        catalog->ids = word_at(catalog, 12);
        catalog->texts = word_at(catalog, 16);
        fault = check(catalog);
    }
    if (fault) {
        catalog_close(catalog);
        return damaged(name, fault, err);
    }
    *out = catalog;
    return 0;
}

int catalog_open(const char *path, struct catalog **out, struct error *err)
{
    *out = NULL;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return error_set(err, ERROR_CONFIG,
                         "%s: cannot open the translations (%s); install the package again", path,
                         strerror(errno));
    int result = ERROR_MEMORY;
    char *bytes = NULL;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size < 0 || size > CATALOG_BYTES_MAX) {
        result = damaged(path, "the translation file has an impossible size", err);
        goto done;
    }
    rewind(file);
    bytes = malloc((size_t)size + 1);
    if (!bytes) {
        error_set(err, ERROR_MEMORY, "%s: no memory", path);
        goto done;
    }
    size_t got = fread(bytes, 1, (size_t)size, file);
    result = catalog_parse(bytes, got, path, out, err);
done:
    free(bytes);
    fclose(file);
    return result;
}

void catalog_close(struct catalog *catalog)
{
    if (!catalog)
        return;
    free(catalog->bytes);
    free(catalog);
}

const char *catalog_find(const struct catalog *catalog, const char *msgid)
{
    uint32_t low = 0, high = catalog->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(msgid, string_at(catalog, catalog->ids, middle));
        if (order == 0)
            return string_at(catalog, catalog->texts, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

size_t catalog_count(const struct catalog *catalog)
{
    return catalog->count;
}

const char *catalog_msgid(const struct catalog *catalog, size_t index)
{
    return index < catalog->count ? string_at(catalog, catalog->ids, (uint32_t)index) : NULL;
}
