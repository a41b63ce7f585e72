/* A world of devices and one centre for the schedule fuzzer: real ledger files, the agent's own exchange, a real
 * database. The test's knobs are wraps around two functions, chosen at link time of the test program only. */
#ifndef FAULT_SYNC_FUZZ_H
#define FAULT_SYNC_FUZZ_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/exchange.h"
#include "client/central.h"
#include "ledger/ledger.h"

enum { WORLD_KIOSKS = 2, WORLD_DEVICES = 8, WORLD_FACTS = 20000 };

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
    int call;         /* counts down; the fault comes at 0 */
    bool acked_rises; /* the control: acked never goes down */
};
extern struct line line;

struct world_fact {
    uint8_t boot_id[16], chain[DIGEST_BYTES], before[DIGEST_BYTES];
    int64_t boottime_ms, utc_ms;
    unsigned holders; /* bit per device whose file has it */
    bool trusted;     /* a device file that holds it knows its time */
    bool kept;        /* no device holds it any more, but the centre has it */
};

struct device {
    struct ledger *ledger;
    struct exchange exchange;
    char path[256], image[256], boot_id[37];
    int kiosk;
    char hardware_id[32];
    int64_t boottime_ms, offset_ms;
    unsigned image_bit; /* facts in the image: bit of image_mask */
    bool has_image;
};

struct world {
    PGconn *admin;
    struct central *central[WORLD_KIOSKS];
    const char *conninfo[WORLD_KIOSKS], *folder;
    struct digest_card_key key;
    struct device devices[WORLD_DEVICES];
    int device_count;
    struct world_fact *facts;
    unsigned *images; /* of each fact: bit per device whose image has it */
    int fact_count;
    uint64_t random;
    bool snapshot[2];
};

struct verdict {
    int64_t facts, gone, lost, doubled, misdated, chains, his, ids, alarms, forks;
};

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
void device_record(struct world *world, struct device *device, int count, bool mark);
void device_flash(struct world *world, struct device *device);
void device_image(struct world *world, struct device *device);
void device_restore(struct world *world, struct device *device);
bool device_clone(struct world *world, struct device *device, bool same_hardware);
int device_push(struct device *device, struct error *err);

void centre_save(struct world *world, int slot);
void centre_restore(struct world *world, int slot);

/* Lays what every device recorded against what the centre holds. */
void world_judge(struct world *world, struct verdict *out);

#endif
