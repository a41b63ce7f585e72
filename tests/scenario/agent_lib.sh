# shellcheck shell=bash
# Shared by the agent's scenarios: a training database over TLS, a kiosk P101-A in room P101, and facts without a door.
# Sourced by bash after lib.sh. $CONF is the kiosk's configuration, $LEDGER its ledger, $KEY its card key; $SYNC, if set, the
# agent's program.

# shellcheck source=tests/scenario/pg.sh
. "$(dirname "${BASH_SOURCE[0]}")/pg.sh"

office() {
    "$BUILD/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" "$@"
}

# A class of two learners with one session that is on now.
central_fill() {
    local csv=$TEMP/csv now
    mkdir -p "$csv"
    now=$(date +%s)
    printf 'organisation_id,name,parent_id,kind\nO1,Phòng Đào tạo,,office\n' >"$csv/organisations.csv"
    printf 'member_id,full_name,organisation_id,position\nM1,Nguyễn Văn An,O1,\nM2,Trần Thị Bình,O1,\nT1,Lê Giảng Viên,O1,\n' >"$csv/members.csv"
    printf 'room_id,site_id,name\nP101,S1,101\nP102,S1,102\n' >"$csv/rooms.csv"
    printf 'uid,member_id,role\n04A1B2C3D4E5F6,M1,learner\n04A1B2C3D4E5F7,M2,learner\n' >"$csv/cards.csv"
    printf 'class_id,title,kind,organiser_id,threshold_percent,late_after_min\nC1,Quản lý nhà nước,,O1,80,15\n' >"$csv/classes.csv"
    printf 'session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id\nB1,C1,P101,%s,%s,2,T1\n' \
        "$(date -u -d "@$((now - 300))" +%Y-%m-%dT%H:%M:%SZ)" "$(date -u -d "@$((now + 7200))" +%Y-%m-%dT%H:%M:%SZ)" >"$csv/sessions.csv"
    printf 'class_id,member_id,ordinal\nC1,M1,1\nC1,M2,2\n' >"$csv/enrolments.csv"
    local kind
    for kind in organisations members rooms cards classes sessions enrolments; do
        office import $kind "$csv/$kind.csv" || fail "import $kind"
    done
}

central_start() {
    chmod go+x "$TEMP" # as root the server runs as another user
    pg_start "$BUILD" "$TEMP/pg" || fail "PostgreSQL does not start"
    office init >"$TEMP/init.out" || fail "office init"
    central_fill >"$TEMP/fill.out"
    office kiosk add P101-A --room P101 --out "$TEMP/kiosk" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
    CONF=$TEMP/kiosk/kiosk.conf
    LEDGER=$TEMP/kiosk/ledger.db
    KEY=$TEMP/kiosk/card.key
}

# A configuration with one sed expression applied to it, in a file of that name. The ledger stays the same.
conf_with() {
    sed -e "$2" "$CONF" >"$TEMP/$1.conf"
    echo "$TEMP/$1.conf"
}

# tap [-n COUNT] [-e MS] [UID...]: facts into the ledger.
tap() {
    "$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$KEY" -r P101 "$@" || fail "tap $*"
}

# once [CONF]: one exchange that must succeed.
once() {
    "${SYNC:-$BUILD/diemdanh-sync}" -c "${1:-$CONF}" --once >"$TEMP/once.out" 2>"$TEMP/once.err" || fail "sync --once"
}

# once_fails STATUS PATTERN [CONF]: one exchange that must fail with one line that matches the basic regular expression.
once_fails() {
    local status=0
    "${SYNC:-$BUILD/diemdanh-sync}" -c "${3:-$CONF}" --once >"$TEMP/once.out" 2>"$TEMP/once.err" || status=$?
    [ $status = "$1" ] || fail "sync --once ended with $status, not $1"
    [ "$(lines "$TEMP/once.err" '')" = 1 ] || fail "sync --once must tell one line"
    [ "$(lines "$TEMP/once.err" "$2")" = 1 ] || fail "sync --once must say: $2"
}

agent_start() {
    spawn sync "${SYNC:-$BUILD/diemdanh-sync}" -c "${1:-$CONF}"
    AGENT=$SPAWNED
}
agent_kill() {
    kill -9 "$AGENT"
    wait "$AGENT" 2>/dev/null
}

# ledger_value SQL: from the ledger file, while others use it.
ledger_value() {
    sqlite3 -readonly -cmd '.timeout 5000' "$LEDGER" "$1"
}

# What the ledger holds of each fact: sequence and chain value, one a line.
facts_here() {
    ledger_value "select seq || ' ' || lower(hex(chain)) from fact order by seq"
}

# all_there COUNT: the centre holds exactly the ledger's facts, that many, in order, none twice.
all_there() {
    facts_here >"$TEMP/here"
    pg_value "select seq || ' ' || encode(chain, 'hex') from training.fact order by received_at, seq" >"$TEMP/there"
    [ "$(wc -l <"$TEMP/here")" = "$1" ] || fail "the ledger holds $(wc -l <"$TEMP/here") facts, not $1"
    cmp -s "$TEMP/here" "$TEMP/there" || fail "the centre does not hold the ledger's $1 facts: $(diff "$TEMP/here" "$TEMP/there" | head -5)"
}
count_there() {
    pg_value "select count(*) from training.fact"
}

# other_ca: an authority that nobody trusts, in $TEMP/bad/other-ca.crt and .key.
other_ca() {
    mkdir -p "$TEMP/bad"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$TEMP/bad/other-ca.key" -subj '/CN=Other' \
        -days 30 -out "$TEMP/bad/other-ca.crt" 2>/dev/null || fail "another CA"
}
# signed NAME CA KEY [openssl ca options]: a certificate for the kiosk's key in $TEMP/bad/NAME.crt.
signed() {
    local name=$1 ca=$2 key=$3
    shift 3
    mkdir -p "$TEMP/bad/$name.ca"
    : >"$TEMP/bad/$name.ca/index"
    cat >"$TEMP/bad/$name.cnf" <<CNF
[ca]
default_ca = c
[c]
database = $TEMP/bad/$name.ca/index
new_certs_dir = $TEMP/bad/$name.ca
rand_serial = yes
default_md = sha256
policy = p
default_days = 30
x509_extensions = e
[p]
commonName = supplied
[e]
extendedKeyUsage = clientAuth
CNF
    openssl req -new -key "$TEMP/kiosk/P101-A.key" -subj /CN=P101-A -out "$TEMP/bad/$name.csr" 2>"$TEMP/bad/$name.log" &&
        openssl ca -batch -notext -config "$TEMP/bad/$name.cnf" -cert "$ca" -keyfile "$key" -in "$TEMP/bad/$name.csr" -out "$TEMP/bad/$name.crt" "$@" 2>>"$TEMP/bad/$name.log" ||
        fail "openssl: $(cat "$TEMP/bad/$name.log")"
}

# proxy_start [TARGET_PORT]: a line that can be told to break (tests/tools/proxy.h); its port is $PROXY_PORT. Without a target
# it takes connections and says nothing.
proxy_start() {
    rm -f "$TEMP/proxy.port" "$TEMP/proxy.orders"
    if [ $# = 0 ]; then
        spawn proxy "$BUILD/tests/line_proxy" "$TEMP/proxy.port"
    else
        spawn proxy "$BUILD/tests/line_proxy" "$TEMP/proxy.port" "$1" "$TEMP/proxy.orders"
    fi
    PROXY=$SPAWNED
    expect "[ -s '$TEMP/proxy.port' ]" 5 "the proxy listens"
    PROXY_PORT=$(cat "$TEMP/proxy.port")
}
# line ORDER...: what the proxy shall do from now on.
line() {
    echo "$*" >"$TEMP/proxy.orders"
}

# pool_start USERS SETTING...: pgbouncer beside the server, which lets it in by its socket. It checks the certificates of USERS,
# a file with a kiosk a line; each SETTING is a line of its configuration. Its port is $POOL_PORT, its process $POOL.
pool_start() {
    local users=$1 as_server=
    shift
    echo "local training +training_kiosk trust" >>"$PG_DIR/data/pg_hba.conf"
    pg_value 'select pg_reload_conf()' >/dev/null
    mkdir -p "$TEMP/pool"
    POOL_PORT=$(pg_free_port)
    sed 's/.*/"&" ""/' "$users" >"$TEMP/pool/users"
    cat >"$TEMP/pool/pgbouncer.ini" <<INI
[databases]
training = host=$PG_DIR/socket port=$PG_PORT
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $POOL_PORT
unix_socket_dir =
logfile = $TEMP/pool/log
pidfile = $TEMP/pool/pid
auth_type = cert
auth_file = $TEMP/pool/users
client_tls_sslmode = verify-full
client_tls_ca_file = $PG_DIR/tls/ca.crt
client_tls_cert_file = $PG_DIR/tls/server.crt
client_tls_key_file = $PG_DIR/tls/server.key
pool_mode = transaction
$(printf '%s\n' "$@")
INI
    [ "$(id -u)" != 0 ] || chown -R postgres: "$TEMP/pool"
    # Not through pg_as_server: a function would run in a subshell, and its number would be kept instead of the pooler's.
    [ "$(id -u)" != 0 ] || as_server="setpriv --reuid postgres --regid postgres --init-groups"
    # shellcheck disable=SC2086
    spawn pool $as_server "$(command -v pgbouncer)" "$TEMP/pool/pgbouncer.ini"
    POOL=$SPAWNED
    expect "(exec 3<>/dev/tcp/127.0.0.1/$POOL_PORT) 2>/dev/null" 10 "the pool listens"
}
