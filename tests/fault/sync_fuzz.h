/* A world of devices and one centre for the schedule fuzzer: real ledger files, the agent's own exchange, a real
 * database, and a line between them that may break. The test's knobs are wraps around two functions, chosen at link time of
 * the test program only. */
#ifndef FAULT_SYNC_FUZZ_H
#define FAULT_SYNC_FUZZ_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/exchange.h"
#include "client/central.h"
#include "ledger/ledger.h"

enum { WORLD_KIOSKS = 2, WORLD_DEVICES = 8, WORLD_FACTS = 20000, WORLD_TABLES = 12 };

/* ---- the line (sync_line.c) ---- */

/* What befalls the call-th push of an exchange. */
enum line_fault {
    LINE_FINE,
    LINE_DIE_BEFORE, /* the agent dies before it has sent */
    LINE_DIE_AFTER,  /* the agent dies with the server's commit done and the answer unread */
    LINE_LOST,       /* the server dies after its commit: the answer never comes, the agent lives */
    LINE_TWICE       /* the batch arrives twice, the agent hears the second answer */
};

struct line {
    enum line_fault fault;
    int call;              /* counts down; the fault comes at 0 */
    int begins;            /* a pipe that is told when the first push begins; 0 = none */
    struct ledger *ledger; /* of the push that is under way */
    bool acked_rises;      /* the control: acked never goes down */
    bool trusts;           /* the control: what was sent counts as held, answer or not */
};
extern struct line line;

/* The same call without the knobs. */
int line_push(struct central *central, const char *ledger_id, const char *hardware_id,
              const struct ledger_batch *batch, struct central_answer *out, struct error *err);

/* A proxy to the server in a process of its own, which ends with this one. */
struct line_proxy {
    pid_t pid;
    int orders, port;
    volatile int *fired; /* how often a cut, a truncation or a hold came to pass */
};
void line_proxy_start(struct line_proxy *proxy, int server_port);
void line_proxy_order(struct line_proxy *proxy, const char *order);
void line_proxy_stop(struct line_proxy *proxy);

/* ---- devices (sync_world.c) ---- */

struct world_fact {
    uint8_t boot_id[16], chain[DIGEST_BYTES], before[DIGEST_BYTES];
    int64_t boottime_ms, utc_ms;
    unsigned holders; /* bit per device whose file has it */
    bool kept;        /* no device holds it any more, but the centre has it */
};

struct device {
    struct ledger *ledger;
    struct exchange exchange;
    char path[256], image[256], boot_id[37];
    int kiosk;
    char hardware_id[32];
    int64_t boottime_ms, offset_ms;
    int64_t last_seq;
    bool has_image;
};

struct world_table {
    char name[64], columns[1000]; /* not the generated ones */
};

struct world {
    PGconn *admin;
    struct central *central[WORLD_KIOSKS];
    struct central
        *broken[WORLD_KIOSKS]; /* the same, through the proxy, with a short deadline; NULL = no proxy */
    struct central *expired,
        *foreign; /* the first kiosk's, with certificates that must be refused; NULL = none */
    const char *conninfo[WORLD_KIOSKS], *folder;
    struct world_table tables[WORLD_TABLES]; /* of the centre, that a backup must hold */
    int table_count;
    struct line_proxy proxy;
    const char *crash; /* a command that kills the server and starts it again */
    bool keeps_id;     /* the control: a re-flashed device takes its old ledger id */
    struct digest_card_key key;
    struct device devices[WORLD_DEVICES];
    int device_count;
    struct world_fact *facts;
    unsigned *images; /* of each fact: bit per device whose image has it */
    int fact_count;
    uint64_t random;
    bool snapshot[2];
    bool kept_out; /* a kiosk is revoked, or the schema is away */
};

_Noreturn void die(const char *what, const char *text);
uint32_t world_random(struct world *world, uint32_t below);
PGresult *world_sql(struct world *world, const char *text);
int64_t world_count(struct world *world, const char *text);

/* Empties the centre and begins with one device a kiosk. */
void world_begin(struct world *world, uint64_t seed);
void world_end(struct world *world);

void device_open(struct world *world, struct device *device);
void device_close(struct device *device);
void device_boot(struct world *world, struct device *device);
void device_date(struct world *world, struct device *device);
enum device_act { DEVICE_TAP, DEVICE_MARK, DEVICE_ODD };
void device_record(struct world *world, struct device *device, int count, enum device_act act);
void device_flash(struct world *world, struct device *device);
void device_image(struct world *world, struct device *device);
void device_restore(struct world *world, struct device *device);
bool device_clone(struct world *world, struct device *device, bool same_hardware);
int device_push(struct device *device, struct error *err);

/* ---- the centre (sync_centre.c) ---- */

/* Connects, or connects again after the server died. */
void world_connect(struct world *world, const char *conninfo);

/* The centre's rows as chain values, sorted; the caller frees them. */
uint8_t *centre_chains(struct world *world, int *count);
int chain_compare(const void *a, const void *b);

/* Facts that no device holds now: those that the centre has must stay there, the others are gone with their
 * only copy. */
void world_orphans(struct world *world, bool fresh);

/* What a backup holds: the tables of schema saved0. */
void centre_tables(struct world *world);
void centre_empty(struct world *world);
void centre_save(struct world *world, int slot);
void centre_restore(struct world *world, int slot);

/* What keeps kiosks out until it is healed: the office revokes one, or its functions are another version's. */
void centre_revoke(struct world *world, int kiosk);
void centre_schema_away(struct world *world);
void centre_heal(struct world *world);

/* ---- schedules (sync_steps.c) ---- */

/* The faults named in words ("restore,clone_other"), as bits. Returns 0 when one of them is unknown. */
uint64_t steps_parse(const char *words);

/* All that may come in a mixed schedule. */
uint64_t steps_mixed(const struct world *world);

/* A schedule made of these faults, then everything healed and pushed until done. */
void schedule_run(struct world *world, uint64_t seed, uint64_t steps, bool quiet);

/* ---- the judgement (sync_judge.c) ---- */

struct verdict {
    int64_t facts, gone, lost, doubled, misdated;  /* what a user would call so */
    int64_t chains, his, ids, alarms, odd, slices; /* invariants that do not hold */
    int64_t forks;
};

/* Lays what every device recorded against what the centre holds. */
void world_judge(struct world *world, struct verdict *out);

#endif
