#include "agent/aside.h"

#include <stdio.h>

#include "agent/exchange.h"
#include "base/log.h"
#include "ledger/recover.h"

static void aside_tell(struct ledger *ledger, const char *name, const char *text)
{
    char value[RECOVER_TEXT_MAX + 96];
    struct error err;
    snprintf(value, sizeof value, "%.64s: %s", name, text);
    if (ledger_note_set(ledger, "recovered", value, &err))
        log_warning("what became of a damaged ledger is not noted: %s", err.text);
}

/* Sends one recovered ledger whole. Returns 0 or the error of file, centre or line. */
static int aside_push(const struct recover *recover, struct central *central, void (*alive)(void),
                      struct error *err)
{
    struct exchange exchange;
    struct exchange_report report;
    struct ledger *aside;
    int code = ledger_open(recover->recovered, LEDGER_AGENT, &aside, err);
    if (code)
        return code;
    exchange_init(&exchange, aside, central, alive);
    exchange.aside = true;
    code = exchange_run(&exchange, &report, err);
    ledger_close(aside);
    if (!code)
        log_info("%s: %lld facts sent, the centre holds %lld of that ledger", recover->name,
                 (long long)report.sent, (long long)report.hi);
    return code;
}

int aside_send(const char *path, struct ledger *ledger, struct central *central, void (*alive)(void),
               struct error *err)
{
    struct recover recover;
    char after[RECOVER_NAME_MAX] = "", said[RECOVER_TEXT_MAX + 16];
    int found;
    while ((found = recover_find(path, after, &recover, err)) > 0) {
        snprintf(after, sizeof after, "%s", recover.name);
        if (alive)
            alive();
        int code = recover_make(&recover, err);
        if (code > 0)
            log_warning("%s: a damaged ledger: %s", recover.name, recover.text);
        if (code >= 0)
            code = aside_push(&recover, central, alive, err);
        if (!code)
            code = recover_done(&recover, err);
        if (code && error_class((enum error_code)code) == ERROR_CLASS_LATER)
            return code;
        if (code)
            log_error("%s: its facts could not be sent: %s", recover.name, err->text);
        snprintf(said, sizeof said, "%s%s", recover.text[0] ? recover.text : "cannot be read",
                 code ? "; not sent" : "; sent");
        aside_tell(ledger, recover.name, said);
    }
    if (found < 0)
        log_warning("%s", err->text);
    return 0;
}
