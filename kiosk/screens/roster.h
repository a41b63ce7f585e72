/* The roll as a list: who is shown, in which order, and what was found. */
#ifndef SCREENS_ROSTER_H
#define SCREENS_ROSTER_H

#include "screens/staff.h"

/* The chip that counts a status: online with present, half with late. */
enum staff_filter roster_filter(enum ledger_status status);

/* Where the given name begins, the last word of a name. */
const char *roster_given(const char *full_name);

/* The learner of a row, NULL if there is none. */
const struct ledger_learner *roster_row(const struct staff_state *state, int index);

/* How many rows there are, within what the state can hold. */
int roster_count(const struct staff_state *state);

/* A word of the query begins the word at text (which ends at a space). */
bool roster_hit(const char *query, const char *text);

#endif
