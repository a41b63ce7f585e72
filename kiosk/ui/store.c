#include "ui/store.h"

#include <stdlib.h>

#define STORE_ENTRIES 1536
#define STORE_BUCKETS 4096

struct store_entry {
    uint64_t key;
    struct stored stored;
    unsigned used; /* 0 = free */
    int next;      /* in the bucket, or in the chain of free entries; -1 ends */
};

struct store {
    SDL_Renderer *renderer;
    size_t bytes, max_bytes;
    unsigned uses;
    int free_entry;
    int bucket[STORE_BUCKETS];
    struct store_entry entry[STORE_ENTRIES];
};

struct store *store_open(SDL_Renderer *renderer, size_t max_bytes)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    store->renderer = renderer;
    store->max_bytes = max_bytes;
    store_empty(store);
    return store;
}

void store_empty(struct store *store)
{
    for (int i = 0; i < STORE_ENTRIES; i++) {
        if (store->entry[i].stored.texture)
            SDL_DestroyTexture(store->entry[i].stored.texture);
        store->entry[i] = (struct store_entry){.next = i + 1 < STORE_ENTRIES ? i + 1 : -1};
    }
    for (int i = 0; i < STORE_BUCKETS; i++)
        store->bucket[i] = -1;
    store->free_entry = 0;
    store->bytes = 0;
    store->uses = 0;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_empty(store);
    free(store);
}

size_t store_bytes(const struct store *store)
{
    return store->bytes;
}

const struct stored *store_get(struct store *store, uint64_t key)
{
    for (int i = store->bucket[key % STORE_BUCKETS]; i >= 0; i = store->entry[i].next) {
        struct store_entry *entry = &store->entry[i];
        if (entry->key == key) {
            entry->used = ++store->uses;
            return &entry->stored;
        }
    }
    return NULL;
}

static size_t stored_bytes(const struct stored *stored)
{
    return stored->texture ? (size_t)stored->width * (size_t)stored->height * 4 : 0;
}

static void store_drop_oldest(struct store *store)
{
    int oldest = -1;
    for (int i = 0; i < STORE_ENTRIES; i++)
        if (store->entry[i].used && (oldest < 0 || store->entry[i].used < store->entry[oldest].used))
            oldest = i;
    if (oldest < 0)
        return;
    struct store_entry *entry = &store->entry[oldest];
    int *link = &store->bucket[entry->key % STORE_BUCKETS];
    while (*link != oldest)
        link = &store->entry[*link].next;
    *link = entry->next;
    store->bytes -= stored_bytes(&entry->stored);
    if (entry->stored.texture)
        SDL_DestroyTexture(entry->stored.texture);
    *entry = (struct store_entry){.next = store->free_entry};
    store->free_entry = oldest;
}

/* One row of the turned picture. */
static void store_turn_row(const uint8_t *alpha, int width, int height, int rotation, int row, uint32_t *out)
{
    int columns = rotation % 180 ? height : width;
    for (int column = 0; column < columns; column++) {
        int x = column, y = row;
        if (rotation == 90) {
            x = row;
            y = height - 1 - column;
        } else if (rotation == 180) {
            x = width - 1 - column;
            y = height - 1 - row;
        } else if (rotation == 270) {
            x = width - 1 - row;
            y = column;
        }
        out[column] = (uint32_t)alpha[(size_t)y * (size_t)width + (size_t)x] << 24 | 0xFFFFFF;
    }
}

static SDL_Texture *store_upload(struct store *store, const uint8_t *alpha, int width, int height,
                                 int rotation)
{
    int columns = rotation % 180 ? height : width, rows = rotation % 180 ? width : height;
    /* A streaming texture, as the software renderer run-length encodes static ones again at each change of
     * colour. */
    SDL_Texture *texture = SDL_CreateTexture(store->renderer, SDL_PIXELFORMAT_ARGB8888,
                                             SDL_TEXTUREACCESS_STREAMING, columns, rows);
    void *pixels;
    int pitch;
    if (!texture)
        return NULL;
    if (SDL_LockTexture(texture, NULL, &pixels, &pitch)) {
        SDL_DestroyTexture(texture);
        return NULL;
    }
    for (int row = 0; row < rows; row++)
        store_turn_row(alpha, width, height, rotation, row,
                       (uint32_t *)(void *)((uint8_t *)pixels + (size_t)row * (size_t)pitch));
    SDL_UnlockTexture(texture);
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    return texture;
}

const struct stored *store_put(struct store *store, uint64_t key, const uint8_t *alpha, int width, int height,
                               int x, int y, int rotation)
{
    struct stored stored = {NULL, width, height, x, y};
    if (alpha) {
        stored.texture = store_upload(store, alpha, width, height, rotation);
        if (!stored.texture)
            return NULL;
    }
    while (store->free_entry < 0 || (store->bytes && store->bytes + stored_bytes(&stored) > store->max_bytes))
        store_drop_oldest(store);
    int at = store->free_entry;
    struct store_entry *entry = &store->entry[at];
    store->free_entry = entry->next;
    int *head = &store->bucket[key % STORE_BUCKETS];
    *entry = (struct store_entry){key, stored, ++store->uses, *head};
    *head = at;
    store->bytes += stored_bytes(&stored);
    return &entry->stored;
}
