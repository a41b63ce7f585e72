#include "office/office.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "office/command.h"
#include "office/db.h"

#define OFFICE_NAME "diemdanh-office"

static const char office_help[] =
    "Usage: diemdanh-office [-d CONNINFO] [--state DIR] COMMAND\n"
    "\n"
    "The central office's side of the attendance kiosks.\n"
    "\n"
    "  init                          make or migrate schema and roles of the training database\n"
    "  import KIND FILE.csv          organisations, members, cards, rooms, classes, sessions, enrolments,\n"
    "                                excused or makeups; all rows or none\n"
    "  kiosk add ID --room ROOM --out DIR [--server CONNINFO] [--renew] [--restore]\n"
    "                                role, certificate and a ready kiosk.conf in DIR\n"
    "  kiosk revoke ID               shut a kiosk out\n"
    "  server-cert HOST... --out DIR [--renew]\n"
    "                                key and certificate for the PostgreSQL server, from the same authority\n"
    "  roll SESSION [--format table|csv]\n"
    "                                a session's roll\n"
    "  acts [--session ID] [--since YYYY-MM-DD] [--format table|csv]\n"
    "                                what instructors did at the doors, and why\n"
    "  guests [SESSION] [--since YYYY-MM-DD] [--format table|csv]\n"
    "                                guests who were entered at the doors\n"
    "  pin MEMBER [--remove]         an instructor's PIN, read from the terminal or stdin\n"
    "  card block MEMBER | card block --uid\n"
    "                                refuse a member's cards, or the card whose number is on stdin\n"
    "  health [--format table|csv]   the kiosks, worst first; ends with 1 if one needs a look\n"
    "  verify [KIOSK]                recompute every chain from its beginning\n"
    "  check                         recompute what came in since the last check, print open alarms\n"
    "\n"
    "  -d, --database CONNINFO       libpq connection string (default: PGHOST, PGDATABASE ...)\n"
    "      --state DIR               folder of the office's keys\n"
    "                                (default: $XDG_STATE_HOME or ~/.local/state, then /diemdanh-office)\n"
    "      --server CONNINFO         host, port and dbname as kiosks reach them (default: those of -d)\n"
    "      --renew                   make a new certificate although the old one is good\n"
    "      --restore                 let a revoked kiosk in again\n"
    "      --help, --version\n"
    "\n"
    "Exit status: 0 done, 1 failed, 2 wrong use or configuration.\n";

struct office_options {
    const char *database, *state, *room, *out, *server, *format, *session, *since;
    bool renew, restore, remove, uid;
    int count; /* of words: the command and its arguments */
    char **words;
};

enum {
    OPTION_STATE = 256,
    OPTION_ROOM,
    OPTION_OUT,
    OPTION_SERVER,
    OPTION_FORMAT,
    OPTION_SESSION,
    OPTION_SINCE,
    OPTION_RENEW,
    OPTION_RESTORE,
    OPTION_REMOVE,
    OPTION_UID
};

static int office_usage(struct error *err, const char *what)
{
    return error_set(err, ERROR_USAGE, "%s; see " OFFICE_NAME " --help", what);
}

static int office_options_read(int argc, char **argv, struct office_options *options, struct error *err)
{
    static const struct option list[] = {
        {"database", required_argument, NULL, 'd'},
        {"state", required_argument, NULL, OPTION_STATE},
        {"room", required_argument, NULL, OPTION_ROOM},
        {"out", required_argument, NULL, OPTION_OUT},
        {"server", required_argument, NULL, OPTION_SERVER},
        {"format", required_argument, NULL, OPTION_FORMAT},
        {"session", required_argument, NULL, OPTION_SESSION},
        {"since", required_argument, NULL, OPTION_SINCE},
        {"renew", no_argument, NULL, OPTION_RENEW},
        {"restore", no_argument, NULL, OPTION_RESTORE},
        {"remove", no_argument, NULL, OPTION_REMOVE},
        {"uid", no_argument, NULL, OPTION_UID},
        {NULL, 0, NULL, 0},
    };
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":d:", list, NULL)) != -1) {
        switch (option) {
        case 'd':
            options->database = optarg;
            break;
        case OPTION_STATE:
            options->state = optarg;
            break;
        case OPTION_ROOM:
            options->room = optarg;
            break;
        case OPTION_OUT:
            options->out = optarg;
            break;
        case OPTION_SERVER:
            options->server = optarg;
            break;
        case OPTION_FORMAT:
            options->format = optarg;
            break;
        case OPTION_SESSION:
            options->session = optarg;
            break;
        case OPTION_SINCE:
            options->since = optarg;
            break;
        case OPTION_RENEW:
            options->renew = true;
            break;
        case OPTION_RESTORE:
            options->restore = true;
            break;
        case OPTION_REMOVE:
            options->remove = true;
            break;
        case OPTION_UID:
            options->uid = true;
            break;
        default:
            return error_set(err, ERROR_USAGE, "%s %s; see " OFFICE_NAME " --help",
                             option == ':' ? "a value is missing after" : "there is no option",
                             argv[optind - 1]);
        }
    }
    options->count = argc - optind;
    options->words = argv + optind;
    return 0;
}

static int office_state_folder(const char *given, char *folder, size_t capacity, struct error *err)
{
    const char *state_home = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int wanted;
    if (given)
        wanted = snprintf(folder, capacity, "%s", given);
    else if (state_home && state_home[0] == '/')
        wanted = snprintf(folder, capacity, "%s/diemdanh-office", state_home);
    else if (home && home[0] == '/')
        wanted = snprintf(folder, capacity, "%s/.local/state/diemdanh-office", home);
    else
        return office_usage(err,
                            "neither XDG_STATE_HOME nor HOME is set: name the folder of keys with --state");
    if (wanted <= 0 || (size_t)wanted >= capacity)
        return office_usage(err, "--state is empty or too long");
    return 0;
}

static int office_kiosk(struct office *office, const struct office_options *options, struct error *err)
{
    const char *action = options->count > 1 ? options->words[1] : "";
    if (!strcmp(action, "add")) {
        struct office_kiosk kiosk = {.room = options->room,
                                     .out = options->out,
                                     .server = options->server,
                                     .renew = options->renew,
                                     .restore = options->restore};
        if (options->count != 3 || !kiosk.room || !kiosk.out)
            return office_usage(err, "kiosk add needs one ID, --room ROOM and --out DIR");
        kiosk.id = options->words[2];
        return office_kiosk_add(office, &kiosk, err);
    }
    if (!strcmp(action, "revoke")) {
        if (options->count != 3)
            return office_usage(err, "kiosk revoke needs one ID");
        return office_kiosk_revoke(office, options->words[2], err);
    }
    return office_usage(err, "kiosk needs add or revoke");
}

static int office_format(const struct office_options *options, bool *csv, struct error *err)
{
    const char *format = options->format ? options->format : "table";
    *csv = !strcmp(format, "csv");
    return *csv || !strcmp(format, "table") ? 0 : office_usage(err, "--format is table or csv");
}

static int office_report(struct office *office, const struct office_options *options, struct error *err)
{
    bool csv;
    const char *command = options->words[0];
    int code = office_format(options, &csv, err);
    if (code)
        return code;
    if (!strcmp(command, "health"))
        return options->count == 1 ? office_health(office, csv, err)
                                   : office_usage(err, "health takes no argument");
    if (!strcmp(command, "roll"))
        return options->count == 2 ? office_roll(office, options->words[1], csv, err)
                                   : office_usage(err, "roll needs one SESSION");
    struct office_acts wanted = {.session_id = options->session, .since = options->since, .csv = csv};
    if (!strcmp(command, "acts"))
        return options->count == 1 ? office_acts(office, &wanted, err)
                                   : office_usage(err, "acts takes --session ID and no argument");
    if (options->count > 2 || (options->count == 2 && options->session))
        return office_usage(err, "guests takes at most one SESSION");
    if (options->count == 2)
        wanted.session_id = options->words[1];
    return office_guests(office, &wanted, err);
}

static bool office_is_report(const char *command)
{
    return !strcmp(command, "roll") || !strcmp(command, "health") || !strcmp(command, "acts") ||
           !strcmp(command, "guests");
}

static int office_card(struct office *office, const struct office_options *options, struct error *err)
{
    if (options->count != (options->uid ? 2 : 3) || strcmp(options->words[1], "block"))
        return office_usage(err, "card block needs one MEMBER, or --uid and the card's number on stdin");
    return options->uid ? office_card_block_uid(office, err)
                        : office_card_block(office, options->words[2], err);
}

static int office_run(struct office *office, const struct office_options *options, struct error *err)
{
    const char *command = options->words[0];
    if (!strcmp(command, "init"))
        return options->count == 1 ? office_init(office, err) : office_usage(err, "init takes no argument");
    int code = db_check_schema(office->conn, err);
    if (code)
        return code;
    if (!strcmp(command, "import"))
        return options->count == 3 ? office_import(office, options->words[1], options->words[2], err)
                                   : office_usage(err, "import needs a KIND and a FILE");
    if (!strcmp(command, "kiosk"))
        return office_kiosk(office, options, err);
    if (!strcmp(command, "card"))
        return office_card(office, options, err);
    if (!strcmp(command, "pin"))
        return options->count == 2 ? office_pin(office, options->words[1], options->remove, err)
                                   : office_usage(err, "pin needs one MEMBER");
    if (office_is_report(command))
        return office_report(office, options, err);
    if (!strcmp(command, "verify"))
        return options->count <= 2
                   ? office_verify(office, options->count == 2 ? options->words[1] : NULL, err)
                   : office_usage(err, "verify takes at most one KIOSK");
    return options->count == 1 ? office_check(office, err) : office_usage(err, "check takes no argument");
}

static int office_command(const struct office_options *options, struct error *err)
{
    static const char *const commands[] = {"init",   "import", "kiosk",  "card",   "pin",   "roll",
                                           "health", "acts",   "guests", "verify", "check", "server-cert"};
    struct office office = {.conn = NULL};
    size_t known = 0, count = sizeof commands / sizeof commands[0];
    if (options->count == 0)
        return office_usage(err, "a command is missing");
    while (known < count && strcmp(commands[known], options->words[0]))
        known++;
    if (known == count)
        return error_set(err, ERROR_USAGE, "there is no command `%s`; see " OFFICE_NAME " --help",
                         options->words[0]);
    int code = office_state_folder(options->state, office.state, sizeof office.state, err);
    if (code)
        return code;
    if (!strcmp(options->words[0], "server-cert")) {
        if (options->count < 2 || !options->out)
            return office_usage(err, "server-cert needs at least one HOST and --out DIR");
        return office_server_cert(&office, options->words + 1, options->count - 1, options->out,
                                  options->renew, err);
    }
    code = db_connect(options->database ? options->database : "", &office.conn, err);
    if (!code)
        code = office_run(&office, options, err);
    PQfinish(office.conn);
    return code;
}

int office_main(int argc, char **argv)
{
    struct error err = {0};
    struct office_options options = {0};
    program_keep_stdio();
    if (program_answer(argc, argv, OFFICE_NAME, office_help))
        return 0;
    int code = office_options_read(argc, argv, &options, &err);
    if (!code)
        code = office_command(&options, &err);
    if (!code && fflush(stdout))
        code = error_set(&err, ERROR_IO, "the output cannot be written");
    if (!code)
        return 0;
    /* The import has printed its own lines. */
    return err.text[0] ? program_fail(OFFICE_NAME, &err) : error_exit_status((enum error_code)code);
}
