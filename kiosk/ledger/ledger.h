/* The device's append-only record: one SQLite file that the kiosk writes and the agent drains.
 * A struct ledger is one connection, used by one thread at a time. The kiosk opens it as LEDGER_KIOSK (WAL,
 * synchronous=FULL: a fact is on the disk when ledger_tap returns), the agent as LEDGER_AGENT
 * (synchronous=NORMAL: all that it writes can be had again from the centre). Beside the file PATH stand SQLite's PATH-wal
 * and PATH-shm, and PATH-tail, the number of the last fact (tail.h). Errors: ERROR_BUSY, ERROR_FULL
 * (try later); ERROR_VERSION, ERROR_INPUT, ERROR_NOT_FOUND, ERROR_DENIED (owner, mode or mount); ERROR_CORRUPT,
 * ERROR_IO. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "digest/digest.h"
#include "ledger/types.h"

struct ledger;

enum ledger_role {
    LEDGER_KIOSK, /* creates and migrates the file (mode 0600; 0660 in a folder with the set-group-id bit), checks it,
                     appends facts */
    LEDGER_AGENT, /* the file must exist with this schema */
    LEDGER_READER /* read-only, for tests and tools */
};

/* Opens the file. *out is closed with ledger_close. A newer schema, a full or read-only disk each give their error with a
 * text that names file and mend; nothing is changed then. A damaged file is ERROR_CORRUPT, but the kiosk keeps it as
 * PATH.damaged-TIME and begins a new ledger, whose first fact and whose health ("damaged") name it. */
int ledger_open(const char *path, enum ledger_role role, struct ledger **out, struct error *err);
void ledger_close(struct ledger *ledger); /* NULL is fine */

/* The file's random UUID, 36 characters, valid until close. */
const char *ledger_id(const struct ledger *ledger);

/* ---- boots and time (kiosk and agent) ---- */

/* Says that this boot exists and what is known of its offset to UTC (reading.utc_ms - reading.boottime_ms). A
 * known source never falls, and a better one replaces what a worse one said. Readings of the same source show how the
 * machine's clock drifts: one that differs by more than 50 ms and than the readings may be wrong is kept beside the others,
 * and instants between two of them lie on the line. One that no drift explains (500 ppm and 2 s) means that the clock was
 * set: it stands alone. A new boot without a trusted source gets as a guess the greatest of reading.utc_ms, the build time
 * and the last fact's time. No fact changes. */
int ledger_boot_note(struct ledger *ledger, const struct clock_reading *reading, struct error *err);

/* UTC of an instant of a boot as far as known. */
int ledger_time(struct ledger *ledger, const char *boot_id, int64_t boottime_ms, int64_t *utc_ms,
                enum clock_source *source);

/* The latest instant (UTC ms) that has surely gone by: the program's build, or what this ledger knows by trusted clocks. For
 * whoever must judge a date while the machine's clock stands at 1970. */
int64_t ledger_time_floor(struct ledger *ledger);

/* ---- the door (kiosk) ---- */

struct ledger_tap {
    const uint8_t *uid; /* 4, 7 or 10 bytes */
    size_t uid_length;
    char boot_id[37];
    int64_t boottime_ms;
    const char *room_id; /* where this kiosk stands */
};

/* Who is it, which session is on, what does the rule say: judged and committed in one transaction, one sync.
 * *out is filled only when the fact is on the disk. Returns 0, ERROR_FULL, ERROR_BUSY, ERROR_IO ...; on error
 * nothing is recorded. */
int ledger_tap(struct ledger *ledger, const struct digest_card_key *key, const struct ledger_tap *tap,
               struct ledger_result *out, struct error *err);

/* The learner who was asked leaves: records the departure, LEFT_EARLY, or OUT when nothing is early. asked is the result
 * with ask_leave; now is the answer's time. *out is filled when the fact is on the disk. Returns 0, ERROR_INPUT when that
 * result asked nothing, or as ledger_tap. */
int ledger_leave(struct ledger *ledger, const struct clock_reading *now, const char *room_id,
                 const struct ledger_result *asked, struct ledger_result *out, struct error *err);

/* Records what happened to the device: "start", "reader_up", "reader_down", "stop" ..., detail may be NULL.
 */
int ledger_device_event(struct ledger *ledger, const struct clock_reading *now, const char *room_id,
                        const char *event, const char *detail, struct error *err);

/* What the idle screen shows of a room at an instant. */
int ledger_view(struct ledger *ledger, const char *room_id, const struct clock_reading *now,
                struct ledger_view *out, struct error *err);

/* The number that rises whenever another connection has committed (PRAGMA data_version). */
int64_t ledger_data_version(struct ledger *ledger);

/* Work for a moment when no tap is near, some milliseconds at most: moves the write-ahead log into the file when it has
 * grown; empties it when it still holds a slice that was replaced; and, in the kiosk, verifies the chain of the next few
 * facts, round after round through the whole ledger. A fact that does not fit is logged and told by ledger_health and
 * ledger_view. Blocks no writer but for emptying the log. */
void ledger_checkpoint(struct ledger *ledger);

/* Small facts about the device that the agent carries up as health: "reader" = up/down/none, "version", ...
 * Replaced, not recorded. */
int ledger_note_set(struct ledger *ledger, const char *name, const char *value, struct error *err);

/* The device's health as a JSON object: notes, pending, disk, clock source; chain_broken_seq (a number) only when a fact
 * does not fit the chain; lost_facts ("3 after 120") only when facts that were acknowledged are gone. Written to json. */
int ledger_health(struct ledger *ledger, const struct clock_reading *now, char *json, size_t capacity,
                  struct error *err);

/* ---- the roll ---- */

struct ledger_roll_row {
    int ordinal;
    char member_id[LEDGER_ID_MAX + 1];
    char full_name[LEDGER_NAME_MAX + 1];
    char status[16]; /* present, late, left_early, half, excused, unexcused, online, not_yet */
    int64_t arrived_utc_ms, left_utc_ms;
    bool time_trusted;
};

/* Calls row for each learner of the session in order of ordinal. Returns their number or an error. */
int ledger_roll(struct ledger *ledger, const char *session_id,
                void (*row)(void *user, const struct ledger_roll_row *row), void *user, struct error *err);

/* ---- outbox (agent) ---- */

#define LEDGER_BATCH_MAX 1000

/* One fact as it goes up, in the order of the canonical bytes (fact.h). Texts are NULL when absent. */
struct ledger_fact {
    int64_t seq;
    const char *kind; /* tap, mark, bind, guest, device */
    uint8_t boot_id[16];
    int64_t boottime_ms;
    const char *room_id, *session_id, *member_id;
    const uint8_t *card_key; /* DIGEST_BYTES or NULL */
    const char *verdict, *status, *reason, *actor_id, *detail;
    uint8_t chain[DIGEST_BYTES];
};

struct ledger_boot {
    uint8_t boot_id[16];
    int64_t number;    /* order of boots in this ledger, from 1 */
    int64_t offset_ms; /* utc = boottime + offset */
    enum clock_source source;
    int64_t at_ms; /* boottime of the reading that said so; 0 with a guess */
};

struct ledger_batch {
    int64_t base_seq; /* of the first fact; last_seq + 1 when there is none */
    uint8_t prev_chain[DIGEST_BYTES], end_chain[DIGEST_BYTES];
    size_t fact_count, boot_count;
    struct ledger_fact *facts;
    /* Every boot whose offset changed since it was sent, those of the facts, and the last; one entry for each reading that
     * is kept of it, in their order, so that a boot's entries are all that is known of it. */
    struct ledger_boot *boots;
};

/* Whether the file is still of the version that this program knows: a newer kiosk may have brought it up to date since it was
 * opened. Returns 0 or ERROR_VERSION; then nothing in it is for this program to read or write. */
int ledger_known(struct ledger *ledger, struct error *err);

/* Reads the facts after after_seq, at most max. *out is freed with ledger_batch_free. */
int ledger_batch_read(struct ledger *ledger, int64_t after_seq, size_t max, struct ledger_batch **out,
                      struct error *err);
void ledger_batch_free(struct ledger_batch *batch);

/* The chain value at a sequence (0 = before the first). Returns 0 or ERROR_NOT_FOUND. */
int ledger_chain_at(struct ledger *ledger, int64_t seq, uint8_t out[DIGEST_BYTES]);

int ledger_sync_read(struct ledger *ledger, const struct clock_reading *now, struct ledger_sync_state *out,
                     struct error *err);

/* What the centre said: acked_seq may fall. online/refused as in ledger_sync_state; last_ok is set to now
 * when online. Writes only when something changed or last_ok is older than 20 s. */
int ledger_sync_write(struct ledger *ledger, const struct clock_reading *now, int64_t acked_seq, bool online,
                      bool refused, struct error *err);

/* ---- slice (agent) ---- */

/* The version of the slice held, "" if none. */
int ledger_slice_version(struct ledger *ledger, char *version, size_t capacity);

/* Replaces the slice by a JSON document (slice.h says its form) in one transaction, all or nothing.
 * Returns 0 or ERROR_INPUT with the place in the document. */
int ledger_slice_replace(struct ledger *ledger, const char *json, size_t length, struct error *err);

/* ---- arrivals at other doors (agent) ---- */

#define LEDGER_CURSOR_MAX 255

/* Replaces the taps of other doors by a JSON document {"arrivals": [{"member_id", "room_id", "session_id",
 * "at_utc_ms", "trusted", "leaves"}]}, all or nothing, and keeps the cursor that came with it. Returns 0 or ERROR_INPUT
 * with the place in the document; nothing is changed then. */
int ledger_arrivals_replace(struct ledger *ledger, const char *cursor, const char *json, size_t length,
                            struct error *err);

/* The cursor of the arrivals held, "" if none. Returns 0 or an error. */
int ledger_arrivals_cursor(struct ledger *ledger, char *cursor, size_t capacity);

/* The word of a verdict, static. */
const char *ledger_verdict_word(enum ledger_verdict verdict);

#endif
