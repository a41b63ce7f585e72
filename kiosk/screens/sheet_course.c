#include "screens/sheet_course.h"

#include <stdio.h>
#include <string.h>

#define MARGIN_X  19
#define TRACK     CANVAS_RGB(0xE0E2DF)
#define MISSED    CANVAS_RGB(0x98A2AC)
#define CELL_EDGE CANVAS_RGB(0xC3C7C6)
#define LARGE_MAX 12 /* cells with their number below; more are small */
#define SMALL_PX  34
#define SMALL_ROW 43
#define ROWS_SEEN 3
#define COLUMNS   8

static int cell_count(const struct staff_state *state)
{
    size_t count = state->sheet.count;
    return count > LEDGER_STRIP_MAX ? LEDGER_STRIP_MAX : (int)count;
}

float sheet_content_px(const struct staff_state *state)
{
    int count = cell_count(state);
    return count <= LARGE_MAX ? 0 : (float)((count + COLUMNS - 1) / COLUMNS) * SMALL_ROW;
}

float sheet_viewport_px(void)
{
    return ROWS_SEEN * SMALL_ROW;
}

/* ---- figures ---- */

static float share_of(int part, int whole)
{
    float share = whole > 0 ? (float)part / (float)whole : 0;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* A session of a course that counts periods is worth more than its two halves. */
static bool by_periods(const struct ledger_sheet *sheet)
{
    return (int64_t)sheet->total_halves > (int64_t)sheet->of * 2;
}

static void halves_text(char *out, size_t capacity, int halves)
{
    int64_t tenths = (halves < 0 ? 0 : halves > 1999 ? 1999 : halves) * 5;
    if (tenths % 10 == 0)
        text_number(out, capacity, tenths / 10);
    else
        text_decimal(out, capacity, tenths);
}

/* "4/5 buổi đã học", "16/20 tiết đã học" of what counts; half a session is "4,5". */
static void done_text(const struct ledger_sheet *sheet, char *out, size_t capacity)
{
    char attended[32], held[32];
    halves_text(attended, sizeof attended, sheet->attended_halves);
    halves_text(held, sizeof held, sheet->held_halves);
    text_fill(out, capacity, by_periods(sheet) ? "sheet.done_p" : "sheet.done", "n", attended, "N", held,
              NULL);
}

/* Whole periods that may still be missed. */
static int spare_periods(const struct ledger_sheet *sheet)
{
    int64_t best = (int64_t)sheet->attended_halves + sheet->total_halves - sheet->held_halves;
    int64_t spare = (100 * best - (int64_t)sheet->threshold_percent * sheet->total_halves) / 200;
    return spare > 0 && spare < 10000 ? (int)spare : 0;
}

static void share_draw(struct canvas *canvas, const struct ledger_sheet *sheet, float x, float y, float width)
{
    struct kit_style large = {CANVAS_BOLD, 46, 56, KIT_INK}, words = {CANVAS_MEDIUM, 18, 24, KIT_INK};
    char text[96];
    int64_t attended = sheet->attended_halves, held = sheet->held_halves;
    if (held > 0)
        snprintf(text, sizeof text, "%d%%", (int)(100 * share_of((int)attended, (int)held) + 0.001f));
    else
        snprintf(text, sizeof text, "--");
    kit_figures(canvas, x, y, &large, CANVAS_LEFT, text);
    done_text(sheet, text, sizeof text);
    struct text_lines lines;
    kit_wrap(canvas, &words, width - 124, 2, WRAP_BALANCED, text, &lines);
    kit_lines(canvas, x + width, y + 28 - 12 * (float)lines.count, &words, CANVAS_RIGHT, &lines);
}

/* Attended, missed, to come; the mark is the threshold. */
static void bar_draw(struct canvas *canvas, const struct ledger_sheet *sheet, float x, float y, float width)
{
    float attended = width * share_of(sheet->attended_halves, sheet->total_halves);
    float held = width * share_of(sheet->held_halves, sheet->total_halves);
    canvas_round_rect(canvas, x, y + 6, width, 12, 6, TRACK, 0, 0);
    if (held >= 1)
        canvas_round_rect(canvas, x, y + 6, held, 12, held < 12 ? held / 2 : 6, MISSED, 0, 0);
    if (attended >= 1) {
        bool all = attended >= held;
        canvas_round_rect(canvas, x, y + 6, attended, 12, attended < 12 ? attended / 2 : 6, KIT_GREEN, 0, 0);
        if (!all && attended > 12) /* the end is straight where what was missed begins */
            canvas_rect(canvas, x + attended - 6, y + 6, 6, 12, KIT_GREEN);
    }
    float mark = share_of(sheet->threshold_percent, 100);
    canvas_rect(canvas, x + width * mark - 1, y, 3, 24, KIT_INK);
}

static void verdict_draw(struct canvas *canvas, const struct ledger_sheet *sheet, float x, float y,
                         float width)
{
    struct kit_style bold = {CANVAS_BOLD, 18, 23, sheet->spare < 0 ? KIT_RED_TEXT : KIT_INK};
    struct kit_style quiet = {CANVAS_REGULAR, 16, 22, KIT_INK2};
    bool periods = by_periods(sheet);
    int spare = periods && sheet->spare >= 0 ? spare_periods(sheet) : sheet->spare;
    char text[160], number[16];
    snprintf(number, sizeof number, "%d", spare);
    text_fill(text, sizeof text,
              spare < 0    ? "sheet.below"
              : spare == 0 ? periods ? "sheet.spare0_p" : "sheet.spare0"
              : periods    ? "sheet.spare_p"
                           : "sheet.spare",
              "n", number, NULL);
    if (sheet->spare < 0) { /* not by colour alone */
        struct text_lines lines;
        canvas_icon(canvas, x, y + 1, 22, KIT_ICON_WARNING, KIT_RED_TEXT);
        kit_wrap(canvas, &bold, width - 28, 2, WRAP_BALANCED, text, &lines);
        kit_lines(canvas, x + 28, y, &bold, CANVAS_LEFT, &lines);
        if (lines.count > 1)
            return; /* the place of the threshold is taken */
    } else {
        bold.line_px = 24;
        parts_shrunk(canvas, x, y, width, &bold, 14, text);
    }
    snprintf(number, sizeof number, "%d", sheet->threshold_percent);
    parts_shrunk(canvas, x, y + 24, width, &quiet, 14,
                 text_fill(text, sizeof text, "sheet.need", "p", number, NULL));
}

/* ---- cells ---- */

bool staff_cell_opens(const struct ledger_strip_cell *cell)
{
    enum ledger_status status = cell->status;
    bool missed = status == LEDGER_S_EXCUSED || status == LEDGER_S_UNEXCUSED || status == LEDGER_S_HALF ||
                  status == LEDGER_NOT_YET;
    return cell->made_up || (cell->held && missed);
}

struct cell_look {
    canvas_color fill, ink, edge;
    float border;
    int icon;
};

static struct cell_look cell_look(const struct ledger_strip_cell *cell)
{
    const struct cell_look open = {CANVAS_RGBA(0xFFFFFF, 0), KIT_INK2, CELL_EDGE, 2, 0};
    enum ledger_status status = cell->status;
    if (cell->made_up)
        return (struct cell_look){KIT_GREEN_TINT, KIT_GREEN_TEXT, KIT_GREEN, 2, KIT_ICON_SCHOOL};
    if (!cell->held && !cell->today && status == LEDGER_NOT_YET)
        return open;
    int icon = parts_status(status)->icon;
    switch (status) {
    case LEDGER_S_PRESENT:
    case LEDGER_S_ONLINE:
        return (struct cell_look){KIT_GREEN, KIT_WHITE, 0, 0, icon};
    case LEDGER_S_LATE:
    case LEDGER_S_EARLY:
    case LEDGER_S_HALF:
        return (struct cell_look){KIT_AMBER, KIT_AMBER_INK, 0, 0, icon};
    case LEDGER_S_EXCUSED:
        return (struct cell_look){KIT_BLUE_TINT, KIT_BLUE_TEXT, KIT_BLUE, 2, icon};
    case LEDGER_S_UNEXCUSED:
        return (struct cell_look){KIT_RED, KIT_WHITE, 0, 0, icon};
    default:
        return cell->held ? (struct cell_look){KIT_GREY_TINT, KIT_INK2, CELL_EDGE, 2, icon} : open;
    }
}

static void cell_draw(struct canvas *canvas, const struct ledger_strip_cell *cell, float x, float y,
                      float size)
{
    struct cell_look look = cell_look(cell);
    float icon = size >= 40 ? 26 : 22;
    if (cell->today) /* an outline, 2 px away */
        canvas_round_rect(canvas, x - 5, y - 5, size + 10, size + 10, 13, CANVAS_RGBA(0xFFFFFF, 0), 3,
                          KIT_INK);
    canvas_round_rect(canvas, x, y, size, size, 8, look.fill, look.border, look.edge);
    if (look.icon)
        canvas_icon(canvas, x + (size - icon) / 2, y + (size - icon) / 2, icon, (uint32_t)look.icon,
                    look.ink);
}

static void number_text(char *out, size_t capacity, int number)
{
    snprintf(out, capacity, "%d", number > 0 && number < 1000 ? number : 0);
}

static void large_cells_draw(struct canvas *canvas, const struct ledger_sheet *sheet, int count, float x,
                             float y, float width)
{
    float step = (width - 40) / 5;
    char number[16];
    for (int i = 0; i < count; i++) {
        const struct ledger_strip_cell *cell = &sheet->cells[i];
        float cx = x + (float)(i % 6) * step, cy = y + (float)(i / 6) * 67;
        struct kit_style style = {cell->today ? CANVAS_BOLD : CANVAS_MEDIUM, 16, 20,
                                  cell->today ? KIT_INK : KIT_INK2};
        cell_draw(canvas, cell, cx, cy, 40);
        if (staff_cell_opens(cell))
            canvas_zone(canvas, cx + 20 - step / 2, cy - 2, step, 67, STAFF_ZONE_CELL + i);
        number_text(number, sizeof number, cell->number);
        kit_figures(canvas, cx + 20, cy + 45, &style, CANVAS_CENTRE, number);
    }
}

/* More than twelve: smaller, and a session to come has its number inside. */
static void small_cells_draw(struct canvas *canvas, const struct staff_state *state, int count, float x,
                             float y, float width)
{
    float step = (width - SMALL_PX) / (COLUMNS - 1);
    struct frame_box area = {x - 5, y - 5, width + 10, ROWS_SEEN * SMALL_ROW + 5};
    char number[16];
    bool scrolls = sheet_content_px(state) > sheet_viewport_px();
    if (scrolls)
        staff_kit_scroll(canvas, state, &area, sheet_content_px(state));
    for (int i = 0; i < count; i++) {
        const struct ledger_strip_cell *cell = &state->sheet.cells[i];
        float cx = x + (float)(i % COLUMNS) * step, cy = y + (float)(i / COLUMNS) * SMALL_ROW;
        struct kit_style style = {CANVAS_MEDIUM, 16, SMALL_PX, KIT_INK2};
        cell_draw(canvas, cell, cx, cy, SMALL_PX);
        if (staff_cell_opens(cell))
            canvas_zone(canvas, cx + (SMALL_PX - step) / 2, cy - 4, step, SMALL_ROW, STAFF_ZONE_CELL + i);
        number_text(number, sizeof number, cell->number);
        if (!cell_look(cell).icon)
            kit_figures(canvas, cx + SMALL_PX / 2.0f, cy, &style, CANVAS_CENTRE, number);
    }
    if (scrolls) {
        canvas_pop(canvas);
        float share = staff_kit_scrolled(state, &area, sheet_content_px(state)) /
                      (sheet_content_px(state) - sheet_viewport_px());
        float thumb = area.h * sheet_viewport_px() / sheet_content_px(state);
        share = share < 0 ? 0 : share > 1 ? 1 : share;
        canvas_round_rect(canvas, x + width + 8, area.y + (area.h - thumb) * share, 4, thumb, 2, KIT_EDGE, 0,
                          0);
    }
}

void sheet_course_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box)
{
    const struct ledger_sheet *sheet = &state->sheet;
    struct kit_style head = {CANVAS_SEMIBOLD, 18, 24, KIT_INK2};
    float x = box->x + MARGIN_X, y = box->y + 13, width = box->w - 2 * MARGIN_X;
    char text[96];
    int count = cell_count(state);
    parts_card(canvas, box);
    kit_text_within(canvas, x, y, width, &head, text_fill(text, sizeof text, "sheet.course", NULL));
    share_draw(canvas, sheet, x, y + 24, width);
    bar_draw(canvas, sheet, x, y + 80, width);
    if (sheet->total_halves > 0)
        verdict_draw(canvas, sheet, x, y + 108, width);
    if (count <= LARGE_MAX)
        large_cells_draw(canvas, sheet, count, x, y + 164, width);
    else
        small_cells_draw(canvas, state, count, x, y + 168, width);
}
