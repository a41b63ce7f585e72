#include "tray/tray.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/line.h"
#include "base/log.h"
#include "base/program.h"
#include "ui/window.h"

#define TRAY_CARDS_MAX 40
#define TRAY_COLUMNS   3
#define TRAY_HEAD_PX   56
#define TRAY_ROW_PX    76
#define TRAY_GAP_PX    10
#define TRAY_FOOT_PX   32

/* A logical pixel of a window this wide, and at least as high as a kiosk's of that width, is TRAY_SCALE of a device pixel. */
#define TRAY_WIDTH         600
#define TRAY_HEIGHT_MIN_PX 480
#define TRAY_SCALE         3 / 4

#define TRAY_PAPER  CANVAS_RGB(0xF4F3EF)
#define TRAY_WHITE  CANVAS_RGB(0xFFFFFF)
#define TRAY_INK    CANVAS_RGB(0x0F1E2E)
#define TRAY_INK2   CANVAS_RGB(0x3B4A5A)
#define TRAY_EDGE   CANVAS_RGB(0x7C8894)
#define TRAY_NAVY   CANVAS_RGB(0x12304D)
#define TRAY_ACTION CANVAS_RGB(0x134E8A)

static const char tray_help[] =
    "diemdanh-tray --control SOCKET CARDS.tsv\n"
    "A window of cards for the demonstration: a click taps one on the simulated reader.\n"
    "  --control SOCKET  the simulator's control socket\n"
    "  --help, --version\n"
    "CARDS.tsv: what follows `tap` (UID, kind), title, note; parted by tabs, one card a line\n";

struct tray_card {
    char tap[96], title[128], note[128];
};

struct tray {
    const char *control, *path;
    struct tray_card cards[TRAY_CARDS_MAX];
    int count;
    int pressed;      /* index, -1 = none */
    char status[256]; /* a title and an answer */
    struct window *window;
};

static int tray_read(struct tray *tray, struct error *err)
{
    FILE *file = fopen(tray->path, "re");
    if (!file)
        return error_set(err, ERROR_USAGE, "%s: cannot be opened: %s", tray->path, strerror(errno));
    char line[512];
    int number = 0, failed = 0;
    while (!failed && fgets(line, sizeof line, file)) {
        number++;
        char *save = NULL;
        char *tap = strtok_r(line, "\t\n", &save), *title = strtok_r(NULL, "\t\n", &save);
        char *note = strtok_r(NULL, "\t\n", &save);
        if (!tap)
            continue;
        if (!title || tray->count == TRAY_CARDS_MAX) {
            failed = error_set(err, ERROR_INPUT, "%s:%d: %s", tray->path, number,
                               title ? "too many cards; keep 40" : "give a title after a tab");
            break;
        }
        struct tray_card *card = &tray->cards[tray->count++];
        snprintf(card->tap, sizeof card->tap, "%s", tap);
        snprintf(card->title, sizeof card->title, "%s", title);
        snprintf(card->note, sizeof card->note, "%s", note ? note : "");
    }
    fclose(file);
    return failed;
}

static float tray_title_size(struct canvas *canvas, float width, const char *title)
{
    float size = 18;
    while (size > 14 && canvas_text_width(canvas, CANVAS_SEMIBOLD, size, title) > width)
        size--;
    return size;
}

static void tray_draw(struct tray *tray)
{
    struct canvas *canvas = window_canvas(tray->window);
    float width = canvas_width(canvas), height = canvas_height(canvas);
    canvas_clear(canvas, TRAY_PAPER);
    canvas_rect(canvas, 0, 0, width, TRAY_HEAD_PX, TRAY_NAVY);
    canvas_icon(canvas, 16, 14, 28, 0xe870, TRAY_WHITE);
    canvas_text(canvas, 56, canvas_baseline(canvas, CANVAS_BOLD, 22, 0, TRAY_HEAD_PX), CANVAS_BOLD, 22,
                TRAY_WHITE, CANVAS_LEFT, "Khay thẻ / Card tray");
    float column = (width - TRAY_GAP_PX) / TRAY_COLUMNS;
    for (int i = 0; i < tray->count; i++) {
        float x = TRAY_GAP_PX + column * (float)(i % TRAY_COLUMNS);
        float y = TRAY_HEAD_PX + TRAY_GAP_PX + (float)(i / TRAY_COLUMNS) * (TRAY_ROW_PX + TRAY_GAP_PX);
        float w = column - TRAY_GAP_PX;
        bool pressed = i == tray->pressed;
        canvas_round_rect(canvas, x, y, w, TRAY_ROW_PX, 12, pressed ? TRAY_ACTION : TRAY_WHITE, 1, TRAY_EDGE);
        canvas_push(canvas, x + 12, y, w - 24, TRAY_ROW_PX, 0, 0, 1);
        float size = tray_title_size(canvas, w - 24, tray->cards[i].title);
        canvas_text(canvas, x + 12, y + 32, CANVAS_SEMIBOLD, size, pressed ? TRAY_WHITE : TRAY_INK,
                    CANVAS_LEFT, tray->cards[i].title);
        canvas_text(canvas, x + 12, y + 58, CANVAS_REGULAR, 16, pressed ? TRAY_WHITE : TRAY_INK2, CANVAS_LEFT,
                    tray->cards[i].note);
        canvas_pop(canvas);
        canvas_zone(canvas, x, y, w, TRAY_ROW_PX, i + 1);
    }
    canvas_text(canvas, TRAY_GAP_PX + 4, height - 12, CANVAS_REGULAR, 16, TRAY_INK2, CANVAS_LEFT,
                tray->status);
    window_present(tray->window, WINDOW_CUT, 0, 0);
}

/* Sends one command and takes the first word of the answer. The socket is local and the simulator answers at
 * once; after 1 s it is given up. */
static void tray_tap(struct tray *tray, const struct tray_card *card)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", tray->control);
    struct line_reader lines;
    line_reader_init(&lines);
    const char *answer = NULL;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof address) &&
        !line_write(fd, "tap %s", card->tap)) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        while (!answer && poll(&wait, 1, 1000) > 0 && line_reader_fill(&lines, fd) > 0)
            answer = line_reader_next(&lines);
    }
    snprintf(tray->status, sizeof tray->status, "%s: %.80s", card->title,
             answer ? answer : "the simulated reader does not answer");
    if (fd >= 0)
        close(fd);
}

static void tray_loop(struct tray *tray)
{
    for (;;) {
        tray_draw(tray);
        struct window_event event;
        window_wait(tray->window, 1000, &event);
        if (event.kind == WINDOW_QUIT)
            return;
        if (event.kind == WINDOW_PRESS && event.zone > 0)
            tray->pressed = event.zone - 1;
        if (event.kind == WINDOW_RELEASE || event.kind == WINDOW_TAP)
            tray->pressed = -1;
        if (event.kind == WINDOW_TAP && event.zone > 0 && event.zone <= tray->count)
            tray_tap(tray, &tray->cards[event.zone - 1]);
    }
}

static int tray_arguments(struct tray *tray, int argc, char **argv, struct error *err)
{
    static const struct option options[] = {{"control", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option != 'c')
            return error_set(err, ERROR_USAGE, "unknown option %s; see --help", argv[optind - 1]);
        tray->control = optarg;
    }
    if (!tray->control || optind + 1 != argc)
        return error_set(err, ERROR_USAGE, "give --control SOCKET and one file of cards; see --help");
    tray->path = argv[optind];
    return 0;
}

int tray_main(int argc, char **argv)
{
    if (program_answer(argc, argv, "diemdanh-tray", tray_help))
        return 0;
    log_open("diemdanh-tray");
    struct tray tray = {.pressed = -1};
    struct error err = {0};
    int failed = tray_arguments(&tray, argc, argv, &err);
    if (!failed)
        failed = tray_read(&tray, &err);
    if (!failed) {
        int rows = (tray.count + TRAY_COLUMNS - 1) / TRAY_COLUMNS;
        int height = TRAY_HEAD_PX + TRAY_GAP_PX + rows * (TRAY_ROW_PX + TRAY_GAP_PX) + TRAY_FOOT_PX;
        if (height < TRAY_HEIGHT_MIN_PX)
            height = TRAY_HEIGHT_MIN_PX;
        struct window_options options = {.title = "diemdanh: card tray",
                                         .place = WINDOW_RIGHT,
                                         .width = TRAY_WIDTH,
                                         .height = height * TRAY_SCALE,
                                         .px_aspect = 1};
        failed = window_open(&options, &tray.window, &err);
    }
    if (!failed)
        tray_loop(&tray);
    window_close(tray.window);
    return failed ? program_fail("diemdanh-tray", &err) : 0;
}
