#include "proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS_MAX = 64, PIECE_BYTES = 32768, ORDER_BYTES = 256, WAIT_MS = 1000, AGAIN_MS = 2 };

enum way { UP, DOWN };
enum trouble { FLOW, CUT, TRUNCATE, HOLD, DELAY, DRIBBLE, REFUSE };

/* One direction of a connection: at most one piece waits to be passed. */
struct stream {
    int from, to;
    char bytes[PIECE_BYTES];
    size_t start, used;
    int64_t ready_ms;
    bool ended;
};

struct pair {
    struct stream ways[2]; /* ways[UP].from is the client, -1 when the place is free */
};

struct proxy {
    int listener, target_port, orders;
    volatile int *fired;
    enum trouble trouble;
    enum way way;
    int64_t bytes_left; /* before a cut, a truncation or a hold */
    int piece, pause_ms;
    char order[ORDER_BYTES];
    size_t order_used;
    struct pair pairs[PAIRS_MAX];
    struct pollfd polled[2 + 2 * PAIRS_MAX];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int proxy_listen(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 64) ||
        getsockname(fd, (struct sockaddr *)&address, &length))
        return -1;
    *port = ntohs(address.sin_port);
    return fd;
}

static void pair_close(struct pair *pair, bool reset)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    int ends[2] = {pair->ways[UP].from, pair->ways[UP].to};
    for (int i = 0; i < 2; i++) {
        if (ends[i] < 0)
            continue;
        if (reset)
            setsockopt(ends[i], SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(ends[i]);
    }
    pair->ways[UP].from = -1;
}

static void pairs_close(struct proxy *proxy, bool reset)
{
    for (int i = 0; i < PAIRS_MAX; i++) {
        if (proxy->pairs[i].ways[UP].from >= 0)
            pair_close(&proxy->pairs[i], reset);
    }
}

static void proxy_fired(struct proxy *proxy)
{
    if (proxy->fired)
        (*proxy->fired)++;
}

static void order_obey(struct proxy *proxy, const char *order)
{
    char word[16] = "", way[8] = "";
    long long first = 0, second = 0;
    enum trouble trouble = FLOW;
    if (sscanf(order, "%15s %7[a-z] %lld", word, way, &first) < 2)
        sscanf(order, "%15s %lld %lld", word, &first, &second);
    if (!strcmp(word, "drop"))
        pairs_close(proxy, true);
    else if (!strcmp(word, "refuse"))
        trouble = REFUSE;
    else if (!strcmp(word, "cut"))
        trouble = CUT;
    else if (!strcmp(word, "truncate"))
        trouble = TRUNCATE;
    else if (!strcmp(word, "hold"))
        trouble = HOLD;
    else if (!strcmp(word, "delay"))
        trouble = DELAY;
    else if (!strcmp(word, "dribble"))
        trouble = DRIBBLE;
    else if (strcmp(word, "flow"))
        fprintf(stderr, "proxy: not understood: %s\n", order);
    proxy->trouble = trouble;
    proxy->way = !strcmp(way, "down") ? DOWN : UP;
    proxy->bytes_left = first;
    proxy->piece = trouble == DRIBBLE ? (int)first : PIECE_BYTES;
    proxy->pause_ms = trouble == DRIBBLE ? (int)second : trouble == DELAY ? (int)first : 0;
}

/* Returns false at their end. */
static bool orders_read(struct proxy *proxy)
{
    for (;;) {
        char c;
        ssize_t count = read(proxy->orders, &c, 1);
        if (count < 0)
            return errno == EAGAIN || errno == EINTR;
        if (count == 0)
            return false;
        if (c != '\n' && proxy->order_used < ORDER_BYTES - 1) {
            proxy->order[proxy->order_used++] = c;
            continue;
        }
        proxy->order[proxy->order_used] = '\0';
        proxy->order_used = 0;
        order_obey(proxy, proxy->order);
    }
}

static bool stream_held(const struct proxy *proxy, enum way way)
{
    return proxy->trouble == HOLD && way == proxy->way && proxy->bytes_left <= 0;
}

/* How much of what waits may pass now. */
static size_t stream_allowed(const struct proxy *proxy, enum way way, const struct stream *stream)
{
    size_t count = stream->used - stream->start;
    if (count > (size_t)proxy->piece)
        count = (size_t)proxy->piece;
    bool counted = proxy->trouble == CUT || proxy->trouble == TRUNCATE || proxy->trouble == HOLD;
    if (counted && way == proxy->way && (int64_t)count > proxy->bytes_left)
        count = (size_t)proxy->bytes_left;
    return count;
}

/* Passes what waits. Returns false when all connections were closed by it, or this one must be. */
static bool stream_pass(struct proxy *proxy, enum way way, struct stream *stream)
{
    size_t allowed = stream_allowed(proxy, way, stream);
    ssize_t wrote = 0;
    if (allowed > 0)
        wrote = stream->to >= 0
                    ? send(stream->to, stream->bytes + stream->start, allowed, MSG_NOSIGNAL | MSG_DONTWAIT)
                    : (ssize_t)allowed;
    if (wrote < 0) {
        if (errno != EAGAIN && errno != EINTR)
            return false;
        stream->ready_ms = now_ms() + AGAIN_MS;
        return true;
    }
    stream->start += (size_t)wrote;
    stream->ready_ms = now_ms() + proxy->pause_ms;
    if (way == proxy->way && proxy->bytes_left > 0) {
        proxy->bytes_left -= wrote;
        if (proxy->bytes_left <= 0 && proxy->trouble == HOLD)
            proxy_fired(proxy);
    }
    bool ends = proxy->trouble == CUT || proxy->trouble == TRUNCATE;
    if (ends && way == proxy->way && proxy->bytes_left <= 0) {
        pairs_close(proxy, proxy->trouble == CUT);
        proxy->trouble = FLOW;
        proxy_fired(proxy);
        return false;
    }
    return true;
}

/* Returns false when its pair is closed. */
static bool stream_serve(struct proxy *proxy, enum way way, struct stream *stream, bool readable)
{
    if (stream->start == stream->used && !stream->ended && readable) {
        ssize_t count = recv(stream->from, stream->bytes, PIECE_BYTES, MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        stream->ended = count == 0;
        stream->start = 0;
        stream->used = count > 0 ? (size_t)count : 0;
        stream->ready_ms = now_ms() + (proxy->trouble == DELAY ? proxy->pause_ms : 0);
    }
    if (stream->start < stream->used && stream->ready_ms <= now_ms() && !stream_held(proxy, way) &&
        !stream_pass(proxy, way, stream))
        return false;
    return !(stream->ended && stream->start == stream->used);
}

static void proxy_accept(struct proxy *proxy)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)proxy->target_port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC), server = -1;
    if (client < 0)
        return;
    struct pair *free_pair = NULL;
    for (int i = 0; i < PAIRS_MAX && !free_pair; i++) {
        if (proxy->pairs[i].ways[UP].from < 0)
            free_pair = &proxy->pairs[i];
    }
    if (!free_pair || proxy->trouble == REFUSE) {
        close(client);
        return;
    }
    if (proxy->target_port) {
        server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address)) {
            close(client);
            if (server >= 0)
                close(server);
            return;
        }
    }
    memset(free_pair, 0, sizeof *free_pair);
    free_pair->ways[UP].from = free_pair->ways[DOWN].to = client;
    free_pair->ways[UP].to = free_pair->ways[DOWN].from = server;
}

/* Fills what to wait for. Returns for how long at most. */
static int proxy_poll(struct proxy *proxy)
{
    int64_t wait_ms = WAIT_MS, now = now_ms();
    proxy->polled[0] = (struct pollfd){.fd = proxy->orders, .events = POLLIN};
    proxy->polled[1] = (struct pollfd){.fd = proxy->listener, .events = POLLIN};
    for (int i = 0; i < PAIRS_MAX; i++) {
        for (int way = UP; way <= DOWN; way++) {
            struct stream *stream = &proxy->pairs[i].ways[way];
            struct pollfd *polled = &proxy->polled[2 + 2 * i + way];
            *polled = (struct pollfd){.fd = -1};
            if (proxy->pairs[i].ways[UP].from < 0 || stream->from < 0 || stream_held(proxy, (enum way)way))
                continue;
            if (stream->start < stream->used)
                wait_ms = stream->ready_ms - now < wait_ms ? stream->ready_ms - now : wait_ms;
            else
                *polled = (struct pollfd){.fd = stream->from, .events = POLLIN};
        }
    }
    return wait_ms > 0 ? (int)wait_ms : 0;
}

int proxy_run(int listener, int target_port, int orders, volatile int *fired)
{
    static struct proxy proxy; /* too big for a stack; there is one in a process */
    proxy =
        (struct proxy){.listener = listener, .target_port = target_port, .orders = orders, .fired = fired};
    proxy.piece = PIECE_BYTES;
    for (int i = 0; i < PAIRS_MAX; i++)
        proxy.pairs[i].ways[UP].from = -1;
    if (orders >= 0)
        fcntl(orders, F_SETFL, fcntl(orders, F_GETFL) | O_NONBLOCK);
    for (;;) {
        int wait_ms = proxy_poll(&proxy);
        if (poll(proxy.polled, 2 + 2 * PAIRS_MAX, wait_ms) < 0 && errno != EINTR)
            return -1;
        if (orders >= 0 && !orders_read(&proxy))
            return 0;
        for (int i = 0; i < PAIRS_MAX; i++) {
            struct pair *pair = &proxy.pairs[i];
            for (int way = UP; way <= DOWN && pair->ways[UP].from >= 0; way++) {
                bool readable = proxy.polled[2 + 2 * i + way].revents != 0;
                if (!stream_serve(&proxy, (enum way)way, &pair->ways[way], readable) &&
                    pair->ways[UP].from >= 0)
                    pair_close(pair, false);
            }
        }
        if (proxy.polled[1].revents)
            proxy_accept(&proxy);
    }
}
