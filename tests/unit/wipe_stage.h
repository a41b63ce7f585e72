/* Whether memory was wiped when it was freed. The test is linked with -Wl,--wrap=free. */
#ifndef WIPE_STAGE_H
#define WIPE_STAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Looked at when wipe_block is freed: bytes at wipe_at, inside of it. */
static const void *wipe_block;
static const unsigned char *wipe_at;
static size_t wipe_length;
static bool wipe_done;

void __real_free(void *block);
void __wrap_free(void *block);
void __wrap_free(void *block)
{
    if (block && block == wipe_block) {
        wipe_block = NULL;
        wipe_done = true;
        for (size_t i = 0; i < wipe_length; i++)
            wipe_done = wipe_done && !wipe_at[i];
    }
    __real_free(block);
}

static inline void wipe_watch(const void *block, const void *at, size_t length)
{
    wipe_block = block;
    wipe_at = at;
    wipe_length = length;
    wipe_done = false;
}

#endif
