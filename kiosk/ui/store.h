/* Coverage pictures kept as textures by key, least recently used out first. Private to ui. */
#ifndef UI_STORE_H
#define UI_STORE_H

#include <SDL2/SDL.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct stored {
    SDL_Texture *texture; /* white with the coverage as alpha; NULL if there is no ink */
    int width, height;    /* as put in, before the rotation */
    int x, y;             /* the caller's */
};

/* Keeps at most about max_bytes of pixels. Returns NULL when out of memory. */
struct store *store_open(SDL_Renderer *renderer, size_t max_bytes);
void store_close(struct store *store);
/* Forgets everything (the renderer lost its textures). */
void store_empty(struct store *store);

/* What lies under the key, or NULL. Valid until the next store_put. */
const struct stored *store_get(struct store *store, uint64_t key);
/* Keeps width * height bytes of coverage, turned clockwise by rotation (0, 90, 180, 270); alpha NULL = no
 * ink. Returns the kept picture (valid until the next store_put) or NULL. */
const struct stored *store_put(struct store *store, uint64_t key, const uint8_t *alpha, int width, int height,
                               int x, int y, int rotation);

/* Bytes of pixels now kept. */
size_t store_bytes(const struct store *store);

#endif
