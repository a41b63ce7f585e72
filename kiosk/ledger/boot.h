/* Inside the ledger only: boots and the time of their instants. */
#ifndef LEDGER_BOOT_H
#define LEDGER_BOOT_H

#include "ledger/store.h"

struct boot_row {
    int64_t number;
    int64_t offset_ms; /* the newest: right for what is recorded now; older instants by ledger_time */
    int64_t floor_offset_ms;
    enum clock_source source;
};

/* Reads a boot. Returns 1, 0 when it is not known, or an error. */
int boot_find(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES], struct boot_row *out,
              struct error *err);

/* What is known of the boot after a reading; writes if that is new. Within store_begin and store_commit. */
int boot_learn(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
               const struct clock_reading *reading, struct boot_row *out, struct error *err);

/* The instant of a reading as the ledger knows it: by its boot if noted, else as the reading says. */
int boot_now(struct ledger *ledger, const struct clock_reading *now, int64_t *utc_ms,
             enum clock_source *source, struct error *err);

/* Parses a boot id; the error names it. */
int boot_parse(const char *text, uint8_t out[STORE_UUID_BYTES], struct error *err);

/* When this program was built; no clock can truly show less. */
int64_t boot_build_utc_ms(void);

#endif
