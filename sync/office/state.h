/* The office's secrets, in one folder (mode 0700): ca.key and ca.crt sign certificates, card.key turns UIDs
 * into card keys. Made at first use. Whoever loses card.key must issue every card anew, so the folder belongs
 * into the backup. */
#ifndef OFFICE_STATE_H
#define OFFICE_STATE_H

#include <libpq-fe.h>

#include "base/error.h"
#include "digest/digest.h"

struct state;
struct cert_authority;

/* Opens the folder, making it and what is missing. A lone ca.key or ca.crt is an error: it is not replaced.
 */
int state_open(const char *folder, struct state **out, struct error *err);
void state_close(struct state *state); /* NULL is fine */

const struct digest_card_key *state_card_key(const struct state *state);
const struct cert_authority *state_authority(const struct state *state);

/* Paths of the files, valid until close. */
const char *state_card_key_path(const struct state *state);
const char *state_ca_path(const struct state *state);

/* Ties the database to these keys at first use; later refuses other keys (ERROR_CONFLICT), with which every
 * card would be unknown and every kiosk shut out. Stores fingerprints only. */
int state_bind(const struct state *state, PGconn *conn, struct error *err);

#endif
