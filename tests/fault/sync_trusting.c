/* diemdanh-sync as it must not be, for controls: what it has sent it takes for held, answer or not, and what the centre holds
 * never falls for it. Otherwise the same program. */
#include <string.h>

#include "agent/agent.h"
#include "sync_wrap.h"

int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err)
{
    if (__real_central_push(central, ledger_id, hardware_id, batch, health, out, err) == 0)
        return 0;
    memset(out, 0, sizeof *out);
    out->status = CENTRAL_OK;
    out->hi = batch->base_seq - 1 + (int64_t)batch->fact_count;
    memcpy(out->chain_at_hi, batch->end_chain, DIGEST_BYTES);
    return 0;
}

void __wrap_decide(const struct decide_input *input, struct decide_step *out)
{
    __real_decide(input, out);
    if (out->acked_seq < input->base_seq - 1) {
        out->acked_seq = input->base_seq - 1;
        if (out->acked_seq == input->last_seq)
            out->action = DECIDE_DONE;
    }
}

int main(int argc, char **argv)
{
    return agent_main(argc, argv);
}
