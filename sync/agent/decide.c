#include "agent/decide.h"

#include <string.h>

void decide(const struct decide_input *input, struct decide_step *out)
{
    int64_t before = input->base_seq - 1;
    memset(out, 0, sizeof *out);
    out->acked_seq = before;
    if (input->status == CENTRAL_REVOKED) {
        out->action = DECIDE_REFUSED;
        return;
    }
    /* A centre that holds more than we do has rows of a newer copy of this ledger. What we record from now on
     * gets these numbers too, so only our own last row may count as held. */
    out->acked_seq = input->hi < input->last_seq ? input->hi : input->last_seq;
    out->parted =
        input->status == CENTRAL_FORK || input->match == DECIDE_OTHER || input->hi > input->last_seq;
    out->behind = input->hi < before && input->status == CENTRAL_GAP;

    bool same = input->match == DECIDE_SAME;
    if (same && input->hi == input->last_seq) {
        out->action = DECIDE_DONE;
        return;
    }
    bool forward = same && input->hi > before;
    out->stuck = forward ? input->stuck : input->stuck + 1;
    if (input->status == CENTRAL_DUP && input->sent == 0 && input->hi > input->last_seq) {
        /* It knows our end and has more of another copy: nothing to send until we have recorded something. */
        out->action = DECIDE_DONE;
        return;
    }
    out->action = out->stuck > DECIDE_STUCK_MAX ? DECIDE_GIVE_UP : DECIDE_SEND;
}
