#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/decide.h"
#include "base/clock.h"
#include "proxy.h"
#include "sync_fuzz.h"
#include "sync_wrap.h"

struct line line;

int line_push(struct central *central, const char *ledger_id, const char *hardware_id,
              const struct ledger_batch *batch, struct central_answer *out, struct error *err)
{
    return __real_central_push(central, ledger_id, hardware_id, batch, NULL, out, err);
}

/* What was sent is held: written down before it is sent ... */
static void trust_before(const struct ledger_batch *batch)
{
    struct clock_reading now;
    struct error err;
    clock_read(&now);
    ledger_sync_write(line.ledger, &now, batch->base_seq - 1 + (int64_t)batch->fact_count, true, false, &err);
}

/* ... and believed without an answer. */
static int trust_after(const struct ledger_batch *batch, struct central_answer *out)
{
    memset(out, 0, sizeof *out);
    out->status = CENTRAL_OK;
    out->hi = batch->base_seq - 1 + (int64_t)batch->fact_count;
    memcpy(out->chain_at_hi, batch->end_chain, DIGEST_BYTES);
    return 0;
}

int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err)
{
    enum line_fault fault = line.call-- == 0 ? line.fault : LINE_FINE;
    if (line.trusts)
        trust_before(batch);
    if (line.begins > 0 && write(line.begins, "", 1) == 1)
        line.begins = 0;
    if (fault == LINE_DIE_BEFORE)
        _exit(0);
    int code = __real_central_push(central, ledger_id, hardware_id, batch, health, out, err);
    if (fault == LINE_DIE_AFTER)
        _exit(0);
    if (fault == LINE_TWICE && !code)
        code = __real_central_push(central, ledger_id, hardware_id, batch, health, out, err);
    if (fault == LINE_LOST) {
        central_drop(central);
        code = error_set(err, ERROR_OFFLINE, "the connection was lost");
    }
    bool answered = !code && out->status != CENTRAL_REVOKED;
    return !answered && line.trusts ? trust_after(batch, out) : code;
}

void __wrap_decide(const struct decide_input *input, struct decide_step *out)
{
    __real_decide(input, out);
    if ((line.acked_rises || line.trusts) && input->status != CENTRAL_REVOKED &&
        out->acked_seq < input->base_seq - 1) {
        out->acked_seq = input->base_seq - 1;
        if (out->acked_seq == input->last_seq)
            out->action = DECIDE_DONE;
    }
}

void line_proxy_start(struct line_proxy *proxy, int server_port)
{
    int ends[2], listener = proxy_listen(&proxy->port);
    proxy->fired =
        mmap(NULL, sizeof *proxy->fired, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (listener < 0 || pipe(ends) || proxy->fired == MAP_FAILED)
        die("the proxy", "no socket, pipe or memory");
    proxy->pid = fork();
    if (proxy->pid < 0)
        die("the proxy", "no process");
    if (proxy->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[1]);
        _exit(proxy_run(listener, server_port, ends[0], proxy->fired) ? 1 : 0);
    }
    close(listener);
    close(ends[0]);
    proxy->orders = ends[1];
}

void line_proxy_order(struct line_proxy *proxy, const char *order)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%s\n", order);
    if (write(proxy->orders, text, (size_t)length) != length)
        die("the proxy takes no order", order);
}

void line_proxy_stop(struct line_proxy *proxy)
{
    if (proxy->pid <= 0)
        return;
    close(proxy->orders);
    kill(proxy->pid, SIGKILL);
    waitpid(proxy->pid, NULL, 0);
    munmap((void *)proxy->fired, sizeof *proxy->fired);
    proxy->pid = 0;
}
