#include "agent/agent.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent/aside.h"
#include "agent/exchange.h"
#include "agent/pace.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/program.h"

enum {
    AGENT_DEADLINE_MS = 15000,
    AGENT_LEDGER_RETRY_MS = 1000,
    AGENT_WATCHDOG_MS = 5000,
    AGENT_KEEP_MS = 60000,      /* a connection is not kept for a longer pause: it costs the centre memory */
    AGENT_BACKLOG_LOGGED = 100, /* so many facts at once are worth a line in the log */
};

static const char agent_help[] =
    "Usage: diemdanh-sync -c FILE [--once]\n"
    "\n"
    "Takes the kiosk's facts to the training database, and the kiosk's slice of it back.\n"
    "\n"
    "  -c FILE     the kiosk's configuration; its [ledger] and [central] are used\n"
    "  --once      send everything, fetch the slice, then end: 0 done, 1 the centre could not be\n"
    "              reached or refused\n"
    "  --help      this text\n"
    "  --version   the version\n";

struct agent {
    struct config config;
    const char *config_path;
    bool once;
    int signals; /* descriptor, readable when the program shall end */
    struct ledger *ledger;
    struct central *central;
    struct exchange exchange;
    int64_t data_version;
    int64_t next_ms;     /* of the heartbeat, or the end of the back-off (CLOCK_MONOTONIC) */
    int64_t watchdog_ms; /* when it was fed last */
    int failures;        /* in a row */
    bool aside_seen;     /* damaged ledgers that were set aside have been seen to since the start */
    bool online;         /* the last exchange succeeded */
    struct error last;   /* what was logged last, so that it is not logged again each minute */
};

static uint32_t agent_random(void)
{
    uint32_t value = 0;
    if (getrandom(&value, sizeof value, GRND_NONBLOCK) != sizeof value)
        value = (uint32_t)clock_boottime_ms() * 2654435761u; /* early in the first boot */
    return value;
}

static void agent_alive(void)
{
    notify_send("WATCHDOG=1");
}

/* Waits, at most until the instant, feeding the watchdog. Returns true when the program shall end. */
static bool agent_sleep(struct agent *agent, int64_t until_ms)
{
    for (;;) {
        int64_t now_ms = clock_monotonic_ms();
        if (now_ms >= agent->watchdog_ms + AGENT_WATCHDOG_MS) {
            agent_alive();
            agent->watchdog_ms = now_ms;
        }
        struct pollfd polled = {.fd = agent->signals, .events = POLLIN};
        int64_t left_ms = until_ms - now_ms;
        if (left_ms > AGENT_WATCHDOG_MS)
            left_ms = AGENT_WATCHDOG_MS;
        int ready = poll(&polled, 1, left_ms > 0 ? (int)left_ms : 0);
        if (ready > 0)
            return true;
        if (until_ms <= clock_monotonic_ms())
            return false;
    }
}

/* Logs an error unless the same was logged last. */
static void agent_complain(struct agent *agent, const struct error *err)
{
    if (err->code == agent->last.code && !strcmp(err->text, agent->last.text)) {
        log_debug("still: %s", err->text);
        return;
    }
    log_warning("%s", err->text);
    agent->last = *err;
}

static int agent_usage(struct error *err)
{
    return error_set(err, ERROR_USAGE, "wrong arguments; usage: diemdanh-sync -c FILE [--once]");
}

static int agent_arguments(struct agent *agent, int argc, char **argv, struct error *err)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-c") && i + 1 < argc && !agent->config_path)
            agent->config_path = argv[++i];
        else if (!strcmp(argv[i], "--once"))
            agent->once = true;
        else
            return agent_usage(err);
    }
    if (!agent->config_path)
        return agent_usage(err);
    int code = config_load(agent->config_path, &agent->config, err);
    if (code)
        return code;
    static const char missing[] =
        "%s: [%s] %s is missing; 'diemdanh-office kiosk add' writes a file that has it";
    if (!agent->config.ledger.path[0])
        return error_set(err, ERROR_CONFIG, missing, agent->config_path, "ledger", "path");
    if (!agent->config.central.conninfo[0])
        return error_set(err, ERROR_CONFIG, missing, agent->config_path, "central", "conninfo");
    return 0;
}

/* Signals that end the program become a descriptor, so that every wait ends by them. */
static int agent_signals(struct agent *agent, struct error *err)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, NULL);
    signal(SIGPIPE, SIG_IGN);
    agent->signals = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    if (agent->signals < 0)
        return error_set(err, ERROR_BROKEN, "signals cannot be waited for: %s", strerror(errno));
    return 0;
}

/* The kiosk makes and migrates the ledger: until it has, there is nothing to do but to look again. */
static bool agent_ledger_later(int code)
{
    return error_class((enum error_code)code) == ERROR_CLASS_LATER || code == ERROR_NOT_FOUND ||
           code == ERROR_VERSION;
}

/* Opens the ledger, waiting for it. Returns 0, 1 when the program shall end, or an error. */
static int agent_ledger_open(struct agent *agent, struct error *err)
{
    for (;;) {
        int code = ledger_open(agent->config.ledger.path, LEDGER_AGENT, &agent->ledger, err);
        if (!code || agent->once || !agent_ledger_later(code))
            return code;
        agent_complain(agent, err);
        if (agent_sleep(agent, clock_monotonic_ms() + AGENT_LEDGER_RETRY_MS))
            return 1;
    }
}

static bool agent_session_hours(struct agent *agent)
{
    struct clock_reading now;
    struct ledger_view *view = malloc(sizeof *view);
    struct error err;
    clock_read(&now);
    now.boottime_ms -= PACE_MARGIN_MS;
    now.utc_ms -= PACE_MARGIN_MS;
    /* Without a clock to go by, the quick pace is the safe one. */
    bool hours = true;
    if (view && !ledger_view(agent->ledger, agent->config.kiosk.room, &now, view, &err) &&
        view->clock_trusted)
        hours = pace_session_hours(view, view->now_utc_ms + PACE_MARGIN_MS);
    free(view);
    return hours;
}

static void agent_report(struct agent *agent, const struct exchange_report *report)
{
    if (report->behind)
        log_warning("the centre held less than it once said: %lld facts sent again, it holds %lld",
                    (long long)report->sent, (long long)report->hi);
    if (report->parted)
        log_warning("this ledger and the centre's had parted: a copy of it was used; the centre keeps both");
    if (report->sent >= AGENT_BACKLOG_LOGGED && !report->behind)
        log_info("%lld facts sent in %d calls", (long long)report->sent, report->calls);
    if (report->slice_taken)
        log_info("a new slice was taken");
    if (report->slice_error.code)
        log_warning("the new slice was not taken, the old one stays: %s", report->slice_error.text);
    if (report->arrivals_taken)
        log_debug("arrivals at other doors were taken");
    if (report->arrivals_error.code)
        log_warning("arrivals at other doors were not taken: %s", report->arrivals_error.text);
    if (!agent->online)
        log_info("online: the centre holds %lld facts of this ledger", (long long)report->hi);
    notify_send("STATUS=online");
}

/* Sends what damaged ledgers still hold, once a start: a ledger is set aside only while it is opened, and then this program
 * is started again too. */
static int agent_aside(struct agent *agent, struct error *err)
{
    if (agent->aside_seen)
        return 0;
    int code = aside_send(agent->config.ledger.path, agent->ledger, agent->central, agent_alive, err);
    agent->aside_seen = code == 0;
    return code;
}

/* One exchange and the pause that follows it. Returns 0 or an error of the ledger that the program cannot
 * live with. */
static int agent_exchange(struct agent *agent, struct error *err)
{
    struct exchange_report report;
    int code = exchange_run(&agent->exchange, &report, err);
    int64_t now_ms = clock_monotonic_ms();
    if (!code) {
        agent_report(agent, &report);
        agent->online = true;
        agent->failures = 0;
        memset(&agent->last, 0, sizeof agent->last);
        if (agent_aside(agent, err))
            agent_complain(agent, err);
        int64_t pause_ms = pace_heartbeat_ms(agent_session_hours(agent), agent_random());
        agent->next_ms = now_ms + pause_ms;
        if (pause_ms > AGENT_KEEP_MS)
            central_drop(agent->central);
        if (report.slice_taken || report.calls > 1)
            malloc_trim(0);
        return 0;
    }
    if (code == ERROR_CORRUPT || code == ERROR_IO || code == ERROR_BROKEN)
        return code;
    /* Whoever starts this program again starts the version that is installed by then, maybe with the kiosk's. */
    if (code == ERROR_VERSION && ledger_known(agent->ledger, err))
        return code;
    agent->online = false;
    agent->failures++;
    int64_t pause_ms = pace_back_off_ms(agent->failures, agent_random());
    agent->next_ms = now_ms + pause_ms;
    if (code != ERROR_BUSY || !agent_sleep(agent, now_ms))
        agent_complain(agent, err);
    notify_send("STATUS=offline");
    central_drop(agent->central);
    return 0;
}

/* Whether the kiosk recorded something since the last look. Its other writing waits for the heartbeat. */
static bool agent_has_news(struct agent *agent)
{
    int64_t version = ledger_data_version(agent->ledger);
    if (version == agent->data_version)
        return false;
    agent->data_version = version;
    struct clock_reading now;
    struct ledger_sync_state state;
    struct error err;
    clock_read(&now);
    return ledger_sync_read(agent->ledger, &now, &state, &err) == 0 && state.last_seq > state.acked_seq;
}

static int agent_loop(struct agent *agent, struct error *err)
{
    bool news = true;
    agent->data_version = ledger_data_version(agent->ledger);
    for (;;) {
        /* During a back-off news only wait: a queue of people must not hammer a centre that is down. */
        if (clock_monotonic_ms() >= agent->next_ms || (news && agent->failures == 0)) {
            news = false;
            int code = agent_exchange(agent, err);
            if (code)
                return code;
        }
        if (agent_sleep(agent, clock_monotonic_ms() + PACE_LOOK_MS))
            return 0;
        news |= agent_has_news(agent);
    }
}

static int agent_once(struct agent *agent, struct error *err)
{
    struct exchange_report report;
    int code = exchange_run(&agent->exchange, &report, err);
    if (code)
        return code;
    agent_report(agent, &report);
    code = agent_aside(agent, err);
    if (code)
        return code;
    if (report.slice_error.code) {
        *err = report.slice_error;
        return err->code;
    }
    return 0;
}

static int agent_run(struct agent *agent, struct error *err)
{
    int code = agent_signals(agent, err);
    if (code)
        return code;
    code = central_open(agent->config.central.conninfo, AGENT_DEADLINE_MS, &agent->central, err);
    if (code == ERROR_CONFIG) {
        struct error inner = *err;
        return error_set(err, code, "%s: %s", agent->config_path, inner.text);
    }
    if (code)
        return code;
    central_wake_set(agent->central, agent->signals);
    notify_send("READY=1\nSTATUS=waiting for the ledger");
    code = agent_ledger_open(agent, err);
    if (code)
        return code < 0 ? code : 0;
    exchange_init(&agent->exchange, agent->ledger, agent->central, agent_alive);
    return agent->once ? agent_once(agent, err) : agent_loop(agent, err);
}

int agent_main(int argc, char **argv)
{
    if (program_answer(argc, argv, "diemdanh-sync", agent_help))
        return 0;
    log_open("diemdanh-sync");
    program_keep_stdio();
    mallopt(M_ARENA_MAX, 1); /* the threads that look names up would each get an arena of their own */

    struct agent *agent = calloc(1, sizeof *agent);
    struct error err = {0};
    if (!agent)
        return 1;
    agent->signals = -1;
    int code = agent_arguments(agent, argc, argv, &err);
    if (!code) {
        clock_zone_set(agent->config.kiosk.timezone);
        code = agent_run(agent, &err);
    }
    int status = code ? program_fail("diemdanh-sync", &err) : 0;
    notify_send("STOPPING=1");
    central_close(agent->central);
    ledger_close(agent->ledger);
    if (agent->signals >= 0)
        close(agent->signals);
    free(agent);
    return status;
}
