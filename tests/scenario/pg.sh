# A private PostgreSQL server with TLS, for scenario tests, benches and the demo. Sourced by bash scripts:
#
#   . pg.sh
#   pg_start BUILD_DIR WORK_DIR     WORK_DIR is made if need be; the server is stopped when the script ends
#   diemdanh-office -d "$PG_ADMIN" --state "$PG_STATE" init
#
# Sets: PG_BIN (PostgreSQL's programs), PG_DIR, PG_PORT, PG_STATE (the office's keys), PG_ADMIN (conninfo of the
# superuser over the local socket), PG_SERVER (host, port and dbname for `kiosk add --server`).
# Also: pg_stop, pg_restart, pg_sql SQL, pg_value SQL, pg_as_kiosk CONF [psql options], demo_sessions NOW_S.
# Works with any PostgreSQL from 15 on; as root the server runs as user postgres.

pg_find() {
    local dir
    for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n -r); do
        if [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ]; then
            PG_BIN=$dir
            return 0
        fi
    done
    echo "no PostgreSQL server is installed: apt-get install postgresql" >&2
    return 1
}

# Runs a server program as the user that the server runs as.
pg_as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid postgres --regid postgres --init-groups "$@"
    else
        "$@"
    fi
}

pg_free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

pg_configure() {
    local owner
    owner=$(pg_as_server id -un)
    cat >>"$PG_DIR/data/postgresql.conf" <<CONF
listen_addresses = 'localhost'
port = $PG_PORT
unix_socket_directories = '$PG_DIR/socket'
ssl = on
ssl_cert_file = '$PG_DIR/tls/server.crt'
ssl_key_file = '$PG_DIR/tls/server.key'
ssl_ca_file = '$PG_DIR/tls/ca.crt'
ssl_min_protocol_version = 'TLSv1.2'
max_connections = 60
shared_buffers = 64MB
log_destination = 'stderr'
logging_collector = off
CONF
    # The local superuser is whoever runs the script; kiosks come over TLS with their certificate only.
    cat >"$PG_DIR/data/pg_hba.conf" <<CONF
local    all  $owner             trust
hostssl  all  +training_kiosk    samehost      cert
CONF
}

# pg_launch [SECONDS]: starts the server of PG_DIR and waits until it answers.
pg_launch() {
    pg_as_server "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/server.log" -w -t "${1:-60}" start >/dev/null || {
        echo "PostgreSQL did not start:" >&2
        tail -20 "$PG_DIR/server.log" >&2
        return 1
    }
    PG_RUNNING=1
}

# pg_stop [MODE]: fast unless told (immediate = as after a crash).
pg_stop() {
    if [ -n "${PG_RUNNING:-}" ]; then
        pg_as_server "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m "${1:-fast}" -w stop >/dev/null 2>&1 || true
        PG_RUNNING=
    fi
}

pg_restart() {
    pg_stop "${1:-fast}"
    pg_launch
}

# Stops the server at the script's end, before what the script has already set for it; its exit status stays.
pg_at_exit() {
    local before
    before=$(trap -p EXIT)
    before=${before#"trap -- '"}
    before=${before%"' EXIT"}
    # shellcheck disable=SC2064
    trap "PG_STATUS=\$?; pg_stop immediate; (exit \$PG_STATUS)${before:+; ${before//"'\''"/"'"}}" EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

pg_start() {
    local build=$1 owner
    pg_find || return 1
    mkdir -p "$2"
    PG_DIR=$(cd "$2" && pwd)
    PG_STATE=$PG_DIR/state
    PG_PORT=$(pg_free_port)
    owner=$(pg_as_server id -un)
    PG_ADMIN="host=$PG_DIR/socket port=$PG_PORT user=$owner dbname=training"
    PG_SERVER="host=localhost port=$PG_PORT dbname=training"
    chmod go+x "$PG_DIR"
    mkdir -p "$PG_DIR/data" "$PG_DIR/socket" "$PG_DIR/tls"
    if [ "${#PG_DIR}" -gt 80 ]; then
        echo "$PG_DIR: the path is too long for a socket; use a shorter folder" >&2
        return 1
    fi
    "$build/diemdanh-office" --state "$PG_STATE" server-cert localhost 127.0.0.1 --out "$PG_DIR/tls" >/dev/null || return 1
    : >"$PG_DIR/server.log"
    if [ "$(id -u)" = 0 ]; then
        chown -R postgres: "$PG_DIR/data" "$PG_DIR/socket" "$PG_DIR/tls" "$PG_DIR/server.log"
    fi
    chmod 755 "$PG_DIR/socket" "$PG_DIR/tls"
    # A folder that the server's user cannot enter gives a hard-to-read error later.
    if ! pg_as_server test -w "$PG_DIR/data"; then
        echo "$PG_DIR: user $owner cannot enter this folder; choose one below /tmp" >&2
        return 1
    fi
    pg_as_server "$PG_BIN/initdb" -D "$PG_DIR/data" -A trust -E UTF8 --locale C.UTF-8 --no-sync >"$PG_DIR/initdb.log" 2>&1 || {
        cat "$PG_DIR/initdb.log" >&2
        return 1
    }
    pg_configure
    pg_at_exit
    pg_launch || return 1
    "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "${PG_ADMIN/dbname=training/dbname=postgres}" -c 'create database training' || return 1
}

pg_sql() {
    "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "$PG_ADMIN" -c "$1"
}

# Bare values: columns by '|', rows by newlines.
pg_value() {
    "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 "$PG_ADMIN" -c "$1"
}

# psql with a kiosk's own identity, as its kiosk.conf says.
pg_as_kiosk() {
    local conninfo
    conninfo=$(sed -n 's/^conninfo = //p' "$1")
    shift
    "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 "$conninfo" "$@"
}

# demo_sessions NOW_S [START_MIN]: a sessions.csv for the made-up province of assets/demo around a moment (seconds since 1970).
# DVM-B2 in room P101 is the one that is on: it starts START_MIN minutes from then (default -5). At that time P203 has
# another class (SC-B1), P101 a third one in four hours (NV-B1).
demo_sessions() {
    local now=$(($1 / 60 * 60)) start=${2:--5}
    demo_session() { # ID CLASS ROOM START_S INSTRUCTOR
        local format=+%Y-%m-%dT%H:%M:%S%:z
        printf '%s,%s,%s,%s,%s,5,%s\n' "$1" "$2" "$3" "$(TZ='<+07>-7' date -d "@$4" "$format")" \
            "$(TZ='<+07>-7' date -d "@$(($4 + 12600))" "$format")" "$5"
    }
    echo session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id
    demo_session DVM-B1 DVM-3-2026 P101 $((now + start * 60 - 86400)) GV-0001
    demo_session DVM-B2 DVM-3-2026 P101 $((now + start * 60)) GV-0001
    demo_session DVM-B3 DVM-3-2026 P101 $((now + start * 60 + 86400)) GV-0001
    demo_session SC-B1 SC-2-2026 P203 $((now + start * 60)) GV-0002
    demo_session NV-B1 NV-2-2026 P101 $((now + start * 60 + 14400)) GV-0002
    demo_session SC-B2 SC-2-2026 HALL $((now + start * 60 + 172800)) GV-0002
}

# demo_load BUILD_DIR DEMO_DIR SESSIONS_CSV: the whole made-up province into the running server, after init.
demo_load() {
    local kind
    for kind in organisations members cards rooms classes; do
        "$1/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" import $kind "$2/$kind.csv" || return 1
    done
    "$1/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" import sessions "$3" || return 1
    "$1/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" import enrolments "$2/enrolments.csv"
}
