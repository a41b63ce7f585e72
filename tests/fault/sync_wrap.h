/* The two functions of the agent around which the knobs of these tests stand (--wrap of the linker, sync.cmake). */
#ifndef TESTS_SYNC_WRAP_H
#define TESTS_SYNC_WRAP_H

#include "agent/decide.h"
#include "client/central.h"

int __real_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err);
int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err);
void __real_decide(const struct decide_input *input, struct decide_step *out);
void __wrap_decide(const struct decide_input *input, struct decide_step *out);

#endif
