# shellcheck shell=bash
# Rows of the fault table, for the scripts of the way to the centre. Sourced after lib.sh and agent_lib.sh.
#
#   fault_head                                    the table's head
#   fault_row FAULT RUNS RECORDED LOST DOUBLED MISDATED CONTROL   prints a row; '-' = not counted there
#   held, control, afresh                         see below; the script ends with "exit $FAULT_BAD"
#   $FAULT_ROWS, if set, is a file that takes each row too, parted by '|'

fault_head() {
    printf '%-36s %6s %9s %5s %8s %9s  %s\n' fault runs recorded lost doubled misdated control
}
fault_row() {
    printf '%-36s %6s %9s %5s %8s %9s  %s\n' "$@"
    if [ -n "${FAULT_ROWS:-}" ]; then
        (IFS='|' && echo "$*") >>"$FAULT_ROWS"
    fi
}

# there_of LEDGER: what the facts of that ledger file came to at the centre: "recorded lost doubled", by chain value.
there_of() {
    sqlite3 -readonly -cmd '.timeout 5000' "$1" "select lower(hex(chain)) from fact order by 1" >"$TEMP/chains.here"
    pg_value "select encode(chain, 'hex') from training.fact order by 1" | LC_ALL=C sort >"$TEMP/chains.there"
    LC_ALL=C sort -o "$TEMP/chains.here" "$TEMP/chains.here"
    echo "$(wc -l <"$TEMP/chains.here") $(sort -u "$TEMP/chains.there" | comm -23 "$TEMP/chains.here" - | wc -l)" \
        "$(uniq -d "$TEMP/chains.there" | comm -12 "$TEMP/chains.here" - | wc -l)"
}

# misdated_of LEDGER: facts whose time at the centre is not the one that the ledger knows by a trusted clock, to the tenth of a
# second.
misdated_of() {
    sqlite3 -readonly -cmd '.timeout 5000' "$1" "select lower(hex(f.chain)) || ' ' || d.at_ms from fact f
        join fact_dated d using (seq) where d.trusted" >"$TEMP/times.here"
    pg_value "select encode(f.chain, 'hex') || ' ' || a.at_ms from training.fact f join training.fact_at a using (ledger_id, seq)
        where a.trusted = 1" >"$TEMP/times.there"
    awk 'NR == FNR { at[$1] = $2; next } !($1 in at) { next } { d = at[$1] - $2; if (d > 100 || d < -100) wrong++ }
        END { print wrong + 0 }' "$TEMP/times.there" "$TEMP/times.here"
}

# held FAULT RUNS CONTROL [LEDGER]: the row of what that ledger (or $LEDGER) recorded, and a failed test if any of it is not at
# the centre exactly once with its time.
held() {
    local recorded lost doubled misdated
    read -r recorded lost doubled <<<"$(there_of "${4:-$LEDGER}")"
    misdated=$(misdated_of "${4:-$LEDGER}")
    fault_row "$1" "$2" "$recorded" "$lost" "$doubled" "$misdated" "$3"
    [ "$recorded" -gt 0 ] && [ "$lost$doubled$misdated" = 000 ] || FAULT_BAD=1
}

# control WHAT [LEDGER]: the control's ledger must have lost or doubled something; $CONTROL says what.
control() {
    local recorded lost doubled
    read -r recorded lost doubled <<<"$(there_of "${2:-$LEDGER}")"
    [ "$lost$doubled" != 00 ] || fail "the control '$1' lost nothing of $recorded: the test cannot see a loss"
    CONTROL="$1:$([ "$lost" = 0 ] || echo " lost $lost")$([ "$doubled" = 0 ] || echo " doubled $doubled") of $recorded"
}

# afresh: an empty ledger and an empty centre.
afresh() {
    rm -f "$LEDGER" "$LEDGER"-*
    pg_sql "do \$\$ declare t text; begin
      for t in select relname from pg_class where relkind = 'r' and relnamespace = 'training'::regnamespace
               and relname ~ '^(fact|ledger|boot|fork_search|alarm|session_door)' loop
        execute format('truncate training.%I', t); end loop;
      update training.kiosk set held_seq = null, pending = null, drained_at = null, last_seen_at = null; end \$\$" || fail "afresh"
}
FAULT_BAD=0
