#include "client/resolve.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

enum { RESOLVE_STACK_BYTES = 256 * 1024 };

/* Shared by the asker and the thread; the last of the two frees it. */
struct resolve {
    atomic_int holders;
    atomic_bool done; /* what stands below is whole: released by the thread, acquired by the asker */
    int descriptor;
    int failure; /* of getaddrinfo */
    size_t count;
    char addresses[RESOLVE_ADDRESSES_MAX][RESOLVE_ADDRESS_BYTES];
    char name[256];
};

void resolve_close(struct resolve *resolve)
{
    if (!resolve || atomic_fetch_sub(&resolve->holders, 1) != 1)
        return;
    close(resolve->descriptor);
    free(resolve);
}

static void *resolve_run(void *user)
{
    struct resolve *resolve = user;
    struct addrinfo *found = NULL;
    struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    resolve->failure = getaddrinfo(resolve->name, NULL, &wanted, &found);
    for (struct addrinfo *each = resolve->failure ? NULL : found; each; each = each->ai_next) {
        if (resolve->count == RESOLVE_ADDRESSES_MAX)
            break;
        if (!getnameinfo(each->ai_addr, each->ai_addrlen, resolve->addresses[resolve->count],
                         RESOLVE_ADDRESS_BYTES, NULL, 0, NI_NUMERICHOST))
            resolve->count++;
    }
    if (found)
        freeaddrinfo(found);
    atomic_store_explicit(&resolve->done, true, memory_order_release);
    eventfd_write(resolve->descriptor, 1);
    resolve_close(resolve);
    return NULL;
}

int resolve_open(const char *name, struct resolve **out)
{
    struct resolve *resolve = calloc(1, sizeof *resolve);
    if (!resolve)
        return ERROR_MEMORY;
    atomic_init(&resolve->holders, 2);
    atomic_init(&resolve->done, false);
    snprintf(resolve->name, sizeof resolve->name, "%s", name);
    resolve->descriptor = eventfd(0, EFD_CLOEXEC);
    if (resolve->descriptor < 0)
        goto fail_memory;

    /* Signals are the main thread's. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, RESOLVE_STACK_BYTES);
    pthread_t thread;
    int failed = pthread_create(&thread, &attributes, resolve_run, resolve);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed)
        goto fail_descriptor;
    *out = resolve;
    return 0;

fail_descriptor:
    close(resolve->descriptor);
fail_memory:
    free(resolve);
    return ERROR_MEMORY;
}

int resolve_descriptor(const struct resolve *resolve)
{
    return resolve->descriptor;
}

int resolve_answer(const struct resolve *resolve, char addresses[][RESOLVE_ADDRESS_BYTES], size_t capacity,
                   const char **reason)
{
    if (!atomic_load_explicit(&resolve->done, memory_order_acquire)) {
        *reason = "no answer yet";
        return ERROR_OFFLINE;
    }
    if (resolve->failure || resolve->count == 0) {
        *reason = resolve->failure ? gai_strerror(resolve->failure) : "no address";
        return ERROR_OFFLINE;
    }
    size_t count = resolve->count < capacity ? resolve->count : capacity;
    for (size_t i = 0; i < count; i++)
        memcpy(addresses[i], resolve->addresses[i], RESOLVE_ADDRESS_BYTES);
    return (int)count;
}
