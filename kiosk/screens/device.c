/* 18: how the device is: tiles, trouble first; lamps and buzzer; the newest facts. */
#include <stdio.h>
#include <string.h>

#include "screens/device.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define TILES   6
#define GAP     10
#define PAD     14
#define TILE_PX 110
#define TALL_PX 146 /* portrait: a word that does not fit beside its title stands below */
#define LINE_PX 25
#define LAMP_PX 60

enum grade { GRADE_BAD, GRADE_REMARK, GRADE_GOOD, GRADE_PLAIN };

struct tile {
    int icon;
    enum grade grade;
    const char *title, *word; /* string keys; word NULL = none */
    char first[128], second[160];
    float bar; /* share, below 0 = none */
};

/* "1,3" GB of bytes. */
static char *gigabytes(char *out, size_t capacity, int64_t bytes)
{
    return text_decimal(out, capacity, bytes / 100000000);
}

/* "PN532 · UART serial0" of "pn532_uart:/dev/serial0:115200"; a reader with a name of its own is told by it. */
static void reader_model(const char *found, char *out, size_t capacity)
{
    static const char *const links[][2] = {{"_uart:", "UART"}, {"_i2c:", "I2C"}, {"_spi:", "SPI"}};
    snprintf(out, capacity, "%s", found);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        const char *link = strstr(found, links[i][0]), *path = link ? link + strlen(links[i][0]) : "";
        if (!link || link - found > 16)
            continue;
        path = strncmp(path, "/dev/", 5) == 0 ? path + 5 : path;
        int length = (int)strcspn(path, ":");
        snprintf(out, capacity, "%.*s · %s %.*s", (int)(link - found), found, links[i][1],
                 length > 64 ? 64 : length, path);
        for (char *c = out; c < out + (link - found) && *c; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - 'a' + 'A');
    }
}

static void reader_tile(const struct screen_state *door, struct tile *tile)
{
    char time[16];
    *tile = (struct tile){.icon = KIT_ICON_SENSORS, .title = "dev.reader", .bar = -1, .grade = GRADE_GOOD};
    if (door->reader_none) {
        tile->grade = GRADE_PLAIN;
        text_fill(tile->first, sizeof tile->first, "dev.no_reader", NULL);
        text_fill(tile->second, sizeof tile->second, "dev.no_reader_d", NULL);
    } else if (door->reader_down || door->trouble == SCREEN_TROUBLE_READER ||
               door->reader_down_since_utc_ms > 0) {
        tile->grade = GRADE_BAD;
        tile->word = "dev.bad";
        text_fill(tile->first, sizeof tile->first, "status.reader_bad", NULL);
        bool since = door->reader_down_since_utc_ms > 0;
        text_fill(tile->second, sizeof tile->second, since ? "fault.reader_s" : "dev.retry", "t",
                  text_time(time, sizeof time, door->reader_down_since_utc_ms), NULL);
    } else {
        tile->word = "dev.ok";
        text_fill(tile->first, sizeof tile->first, "dev.ready", NULL);
        reader_model(door->reader_found, tile->second, sizeof tile->second);
    }
}

static void clock_tile(const struct staff_state *state, const struct screen_state *door, struct tile *tile)
{
    char number[32];
    *tile = (struct tile){.icon = KIT_ICON_SCHEDULE, .title = "dev.clock", .bar = -1, .grade = GRADE_GOOD};
    double offset = state->clock_offset_ms;
    if (!(offset > -1e9 && offset < 1e9))
        offset = 0;
    text_number(number, sizeof number, (int64_t)(offset < 0 ? offset - 0.5 : offset + 0.5));
    if (!door->view.clock_trusted) {
        tile->grade = GRADE_REMARK;
        tile->word = "dev.check";
        text_fill(tile->first, sizeof tile->first, "status.clock_bad", NULL);
        text_fill(tile->second, sizeof tile->second, "result.unverified_d", NULL);
        return;
    }
    tile->word = "dev.trusted";
    text_fill(tile->first, sizeof tile->first,
              door->view.clock_source == CLOCK_SOURCE_NTP      ? "dev.ntp"
              : door->view.clock_source == CLOCK_SOURCE_CENTRE ? "dev.centre"
                                                               : "dev.rtc_own",
              "n", number, NULL);
    text_date(tile->second, sizeof tile->second, door->now_utc_ms);
    if (state->rtc && door->view.clock_source != CLOCK_SOURCE_RTC)
        text_fill(tile->second, sizeof tile->second, "dev.rtc_too", NULL);
}

static void sync_tile(const struct screen_state *door, struct tile *tile)
{
    char number[32], time[64], minute[16], day[32];
    int64_t last = door->sync.last_ok_utc_ms;
    int64_t waiting = door->sync.last_seq > door->sync.acked_seq && door->sync.acked_seq >= 0
                          ? door->sync.last_seq - door->sync.acked_seq
                          : 0;
    *tile = (struct tile){.icon = KIT_ICON_CLOUD_UPLOAD, .title = "dev.sync", .bar = -1, .grade = GRADE_GOOD};
    bool failing = door->sync.refused || door->sync_bad || door->trouble == SCREEN_TROUBLE_SYNC;
    bool away = !door->sync.online || door->offline || door->trouble == SCREEN_TROUBLE_OFFLINE;
    tile->word = "dev.ok";
    if (failing || away) {
        tile->icon = failing ? KIT_ICON_CLOUD_UPLOAD : KIT_ICON_CLOUD_OFF;
        tile->grade = GRADE_REMARK;
        tile->word = failing ? "dev.bad" : "dev.offline";
    }
    text_fill(tile->first, sizeof tile->first, "dev.queue", "n", text_number(number, sizeof number, waiting),
              NULL);
    if (last <= 0) {
        text_fill(tile->second, sizeof tile->second, "dev.never", NULL);
        return;
    }
    text_time_second(time, sizeof time, last);
    if (!door->view.clock_trusted || kit_days_between(last, door->now_utc_ms) != 0)
        snprintf(time, sizeof time, "%s, %s", text_time(minute, sizeof minute, last),
                 text_day(day, sizeof day, last));
    text_fill(tile->second, sizeof tile->second, "dev.last", "t", time, NULL);
}

static void store_tile(const struct staff_state *state, const struct screen_state *door, struct tile *tile)
{
    char left[32], all[32], number[32];
    *tile = (struct tile){.icon = KIT_ICON_STORAGE, .title = "dev.store", .bar = -1, .grade = GRADE_PLAIN};
    if (door->disk_full || door->trouble == SCREEN_TROUBLE_FULL) {
        tile->grade = GRADE_BAD;
        tile->word = "dev.full";
    } else if (door->disk_low || door->trouble == SCREEN_TROUBLE_DISK_LOW) {
        tile->grade = GRADE_REMARK;
        tile->word = "dev.low";
    }
    if (door->view.chain_broken_seq) {
        tile->grade = GRADE_BAD;
        tile->word = "dev.changed";
    }
    text_fill(tile->first, sizeof tile->first, state->disk_total_bytes > 0 ? "dev.free" : "setup.unknown",
              "a", gigabytes(left, sizeof left, state->disk_free_bytes), "b",
              gigabytes(all, sizeof all, state->disk_total_bytes), NULL);
    text_fill(tile->second, sizeof tile->second, "dev.records", "n",
              text_number(number, sizeof number, door->sync.last_seq), NULL);
    if (state->disk_total_bytes > 0)
        tile->bar = 1 - (float)((double)state->disk_free_bytes / (double)state->disk_total_bytes);
}

static void net_tile(const struct staff_state *state, struct tile *tile)
{
    *tile = (struct tile){.icon = KIT_ICON_LAN, .title = "dev.net", .bar = -1, .grade = GRADE_GOOD};
    tile->word = state->network ? "dev.online" : "dev.offline";
    tile->grade = state->network ? GRADE_GOOD : GRADE_REMARK;
    snprintf(tile->first, sizeof tile->first, "%s", state->address[0] ? state->address : state->hostname);
    if (!state->network) {
        text_fill(tile->second, sizeof tile->second, "status.saved_here", NULL);
        return;
    }
    char speed[24];
    snprintf(tile->second, sizeof tile->second, "%s", state->wireless ? "Wi-Fi" : "Ethernet");
    size_t used = strlen(tile->second);
    if (state->link_mbps > 0)
        snprintf(tile->second + used, sizeof tile->second - used, " · %s Mb/s",
                 text_number(speed, sizeof speed, state->link_mbps));
}

static void version_tile(const struct staff_state *state, struct tile *tile)
{
    char number[24], cpu[48] = "", up[48] = "";
    int hours = state->uptime_hours;
    *tile = (struct tile){.icon = KIT_ICON_MEMORY, .title = "dev.ver", .bar = -1, .grade = GRADE_GOOD};
    tile->word = "dev.ok";
    snprintf(tile->first, sizeof tile->first, "%s", state->version);
    if (state->cpu_celsius > 0)
        text_fill(cpu, sizeof cpu, "dev.cpu", "n", text_number(number, sizeof number, state->cpu_celsius),
                  NULL);
    if (hours >= 0)
        text_fill(up, sizeof up, hours < 48 ? "dev.up_h" : "dev.up_d", "n",
                  text_number(number, sizeof number, hours < 48 ? hours : hours / 24), NULL);
    snprintf(tile->second, sizeof tile->second, "%s%s%s", cpu, cpu[0] && up[0] ? " · " : "", up);
}

/* Bad ones first, then those with a remark; among equals the order stays. */
static void tiles_sort(struct tile *tiles)
{
    for (int i = 1; i < TILES; i++) {
        for (int k = i; k > 0; k--) {
            bool swap = tiles[k].grade < GRADE_GOOD && tiles[k].grade < tiles[k - 1].grade;
            if (!swap)
                break;
            struct tile moved = tiles[k];
            tiles[k] = tiles[k - 1];
            tiles[k - 1] = moved;
        }
    }
}

static float grade_width(struct canvas *canvas, const struct tile *tile)
{
    char word[64];
    if (!tile->word)
        return 0;
    bool good = tile->grade == GRADE_GOOD;
    text_fill(word, sizeof word, tile->word, NULL);
    return canvas_text_width(canvas, good ? CANVAS_SEMIBOLD : CANVAS_BOLD, 16, word) + (good ? 24 : 37);
}

/* The word at the right of a tile's title. Returns its width. */
static float grade_draw(struct canvas *canvas, const struct tile *tile, float right, float y)
{
    if (!tile->word)
        return 0;
    char word[64];
    bool good = tile->grade == GRADE_GOOD, bad = tile->grade == GRADE_BAD;
    struct kit_style style = {good ? CANVAS_SEMIBOLD : CANVAS_BOLD, 16, 22,
                              good  ? KIT_GREEN_TEXT
                              : bad ? KIT_RED_TEXT
                                    : KIT_AMBER_TEXT};
    text_fill(word, sizeof word, tile->word, NULL);
    float width = canvas_text_width(canvas, style.weight, style.size, word);
    if (good) {
        kit_text(canvas, right, y, &style, CANVAS_RIGHT, word);
        parts_check(canvas, right - width - 24, y + 1, 20, KIT_GREEN_TEXT);
        return width + 24;
    }
    float all = 6 + 18 + 4 + width + 9;
    canvas_round_rect(canvas, right - all, y - 1, all, 24, 12, bad ? KIT_RED_TINT : KIT_AMBER_TINT, 0, 0);
    canvas_icon(canvas, right - all + 6, y + 2, 18, KIT_ICON_WARNING, style.color);
    kit_text(canvas, right - 9, y, &style, CANVAS_RIGHT, word);
    return all;
}

static void title_draw(struct canvas *canvas, const struct frame_box *box, int icon, const char *key,
                       float right_px)
{
    static const struct kit_style style = {CANVAS_SEMIBOLD, 16, 22, KIT_INK2};
    char text[64];
    parts_card(canvas, box);
    canvas_icon(canvas, box->x + 15, box->y + 13, 22, (uint32_t)icon, KIT_ACTION);
    kit_text_within(canvas, box->x + 45, box->y + 13, box->w - 45 - 15 - right_px, &style,
                    text_fill(text, sizeof text, key, NULL));
}

static float tile_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? TALL_PX : TILE_PX;
}

static void tile_draw(struct canvas *canvas, const struct tile *tile, const struct frame_box *box)
{
    static const struct kit_style first = {CANVAS_SEMIBOLD, 20, 26, KIT_INK};
    static const struct kit_style second = {CANVAS_REGULAR, 16, 21, KIT_INK2};
    float x = box->x + 15, width = box->w - 30, y = box->y + 42;
    struct kit_style title = {CANVAS_SEMIBOLD, 16, 22, KIT_INK2};
    char text[64];
    text_fill(text, sizeof text, tile->title, NULL);
    parts_card(canvas, box);
    bool below =
        30 + canvas_text_width(canvas, title.weight, title.size, text) + 6 + grade_width(canvas, tile) >
        width;
    float taken = grade_draw(canvas, tile, box->x + box->w - 15, below ? box->y + box->h - 32 : box->y + 13);
    if (below)
        taken = 0;
    canvas_icon(canvas, x, box->y + 13, 22, (uint32_t)tile->icon, KIT_ACTION);
    kit_text_within(canvas, x + 30, box->y + 13, width - 30 - taken - 6, &title, text);
    struct text_lines lines;
    kit_wrap(canvas, &second, width, tile->bar >= 0 ? 1 : 2, WRAP_PRETTY, tile->second, &lines);
    if (lines.count > 1 && !canvas_portrait(canvas))
        y -= 5; /* both lines find room */
    parts_shrunk(canvas, x, y, width, &first, 16, tile->first);
    if (below && tile->bar >= 0 && !canvas_portrait(canvas))
        return; /* the trouble stands in their place */
    kit_lines(canvas, x, y + (lines.count > 1 ? 26 : 27), &second, CANVAS_LEFT, &lines);
    if (tile->bar >= 0)
        parts_bar(canvas, x, y + 54, below ? width - 100 : width, tile->bar,
                  tile->grade == GRADE_BAD ? KIT_RED : KIT_ACTION);
}

static void lamps_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box)
{
    static const struct {
        const char *key;
        canvas_color color;
    } lamps[] = {{"dev.green", CANVAS_RGB(0x12A150)},
                 {"dev.amber", CANVAS_RGB(0xFFB51F)},
                 {"dev.red", CANVAS_RGB(0xE0222B)},
                 {"dev.buzzer", CANVAS_RGB(0x0F1E2E)}};
    static const struct kit_style style = {CANVAS_REGULAR, 16, 20, KIT_INK};
    float gap = (box->w - 30 - 4 * LAMP_PX) / 3, y = box->y + 51;
    char text[48];
    title_draw(canvas, box, KIT_ICON_LIGHTBULB, "dev.light", 0);
    for (int i = 0; i < 4; i++) {
        float x = box->x + 15 + (float)i * (LAMP_PX + gap), middle = x + LAMP_PX / 2.0f;
        bool lit = state->lamp_lit == i;
        canvas_color fill = lit ? lamps[i].color : KIT_WHITE;
        if (state->pressed == STAFF_ZONE_LAMP + i)
            fill = parts_darker(fill);
        canvas_round_rect(canvas, x, y, LAMP_PX, 56, 12, fill, lit ? 3 : 2, lit ? KIT_INK : KIT_EDGE);
        if (i == 3)
            canvas_icon(canvas, middle - 15, y + 13, 30, KIT_ICON_VOLUME_UP, lit ? KIT_WHITE : KIT_INK);
        else
            canvas_disc(canvas, middle, y + 28, 13, lit ? KIT_WHITE : lamps[i].color);
        struct text_lines word;
        kit_wrap(canvas, &style, LAMP_PX + gap - 4, 1, WRAP_GREEDY,
                 text_fill(text, sizeof text, lamps[i].key, NULL), &word);
        kit_lines(canvas, middle, y + 60, &style, CANVAS_CENTRE, &word);
        canvas_zone(canvas, x - gap / 2, y - 8, LAMP_PX + gap, 92, STAFF_ZONE_LAMP + i);
    }
}

static struct frame_box log_box(const struct frame_box *card)
{
    return (struct frame_box){card->x + 15, card->y + 43, card->w - 30, card->h - 50};
}

static void log_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *card)
{
    struct kit_style link = {CANVAS_SEMIBOLD, 16, 22, KIT_ACTION};
    struct frame_box box = log_box(card);
    char text[48];
    text_fill(text, sizeof text, "dev.all_log", NULL);
    float width = canvas_text_width(canvas, link.weight, link.size, text), right = card->x + card->w - 15;
    if (state->pressed == STAFF_ZONE_LOG)
        link.color = parts_darker(link.color);
    title_draw(canvas, card, KIT_ICON_ARTICLE, "dev.log", width + 32);
    kit_text(canvas, right - 24, card->y + 13, &link, CANVAS_RIGHT, text);
    canvas_icon(canvas, right - 20, card->y + 13, 22, KIT_ICON_CHEVRON_RIGHT, link.color);
    device_log_lines(canvas, state, &box, LINE_PX);
    canvas_zone(canvas, right - width - 40, card->y - 8, width + 55, 56, STAFF_ZONE_LOG);
}

/* Where the two cards below the tiles lie. Returns the columns of tiles. */
static int cards_of(const struct canvas *canvas, struct frame_box *lamps, struct frame_box *log)
{
    float width = canvas_width(canvas), height = canvas_height(canvas);
    int columns = canvas_portrait(canvas) ? 2 : 3;
    float y = 74 + (float)(TILES / columns) * (tile_px(canvas) + GAP),
          third = (width - 2 * PAD - 2 * GAP) / 3;
    if (columns == 2) {
        *lamps = (struct frame_box){PAD, y, width - 2 * PAD, 142};
        *log = (struct frame_box){PAD, y + 142 + GAP, width - 2 * PAD, height - PAD - y - 142 - GAP};
    } else {
        *lamps = (struct frame_box){PAD, y, third + 60, height - y - PAD};
        *log = (struct frame_box){PAD + third + 60 + GAP, y, width - 2 * PAD - third - 60 - GAP,
                                  height - y - PAD};
    }
    return columns;
}

float device_content_px(const struct staff_state *state)
{
    return (float)device_log_count(state) * LINE_PX;
}

float device_viewport_px(const struct canvas *canvas)
{
    struct frame_box lamps, log;
    cards_of(canvas, &lamps, &log);
    return log_box(&log).h;
}

void staff_device(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct tile tiles[TILES];
    struct frame_box lamps, log;
    char title[64], below[LEDGER_ID_MAX + 64], language[48];
    int columns = cards_of(canvas, &lamps, &log);
    float width = (canvas_width(canvas) - 2 * PAD - GAP * (float)(columns - 1)) / (float)columns;
    canvas_clear(canvas, KIT_PAPER);
    reader_tile(door, &tiles[0]);
    clock_tile(state, door, &tiles[1]);
    sync_tile(door, &tiles[2]);
    store_tile(state, door, &tiles[3]);
    net_tile(state, &tiles[4]);
    version_tile(state, &tiles[5]);
    tiles_sort(tiles);
    for (int i = 0; i < TILES; i++) {
        struct frame_box box = {PAD + (float)(i % columns) * (width + GAP),
                                74 + (float)(i / columns) * (tile_px(canvas) + GAP), width, tile_px(canvas)};
        tile_draw(canvas, &tiles[i], &box);
    }
    lamps_draw(canvas, state, &lamps);
    log_draw(canvas, state, &log);
    snprintf(below, sizeof below, "%s%s%s", state->kiosk_id,
             state->kiosk_id[0] && state->version[0] ? " · " : "", state->version);
    text_fill(language, sizeof language, "language.this", NULL);
    parts_top(canvas, state, text_fill(title, sizeof title, "dev.title", NULL), below,
              &(struct parts_corner){KIT_ICON_LANGUAGE, language, STAFF_ZONE_LANGUAGE});
    ribbon_draw(canvas, state, door);
}
