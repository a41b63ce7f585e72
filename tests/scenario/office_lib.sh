# Shared by the office's and the centre's scenarios: a training database, the office's program on it, and exact checks.
# Sourced by bash after lib.sh.

# shellcheck source=tests/scenario/pg.sh
. "$SOURCE/tests/scenario/pg.sh"

office() {
    "$BUILD/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" "$@"
}

# The server, with the schema in it.
office_start() {
    [ -x "$BUILD/diemdanh-office" ] || fail "diemdanh-office is not built"
    chmod go+x "$TEMP"
    pg_start "$BUILD" "$TEMP/pg" || fail "PostgreSQL does not start"
    office init >"$TEMP/init.out" || fail "office init"
}

# works WHAT COMMAND...: must end with 0 and print exactly WHAT on stdout and nothing on stderr.
works() {
    local want=$1 status=0
    shift
    "$@" >"$TEMP/got.out" 2>"$TEMP/got.err" || status=$?
    [ $status = 0 ] || fail "$* ended with $status"
    [ ! -s "$TEMP/got.err" ] || fail "$* must say nothing on stderr"
    [ "$(cat "$TEMP/got.out")" = "$want" ] || fail "$* must print: $want"
}

# refuses STATUS TEXT COMMAND...: must end with STATUS and print exactly TEXT on stderr and nothing on stdout.
refuses() {
    local want=$1 text=$2 status=0
    shift 2
    "$@" >"$TEMP/got.out" 2>"$TEMP/got.err" || status=$?
    [ $status = "$want" ] || fail "$* ended with $status, not $want"
    [ ! -s "$TEMP/got.out" ] || fail "$* must print nothing on stdout"
    [ "$(cat "$TEMP/got.err")" = "$text" ] || fail "$* must say: $text"
}

# value_is WANT SQL
value_is() {
    local got
    got=$(pg_value "$2") || fail "$2"
    [ "$got" = "$1" ] || fail "$2 gives '$got', not '$1'"
}
