/* Our screens against the design's pictures, in boxes measured on them; and that the measure is sharp: each box fails when what
 * it holds is moved by 2 pixels or has another colour. */
#include "font_stage.h"
#include "screens_boxes.h"
#include "screens_pixels.h"
#include "staff_data1.h"
#include "staff_data2.h"

#define BOXES      ((int)(sizeof screens_boxes / sizeof screens_boxes[0]))
#define PATCH_EDGE 2 /* pixels around a region that a planted shift brings in */
#define PATCH_MAX  (640 * 180)
#define EDGE_SLACK 1 /* pixels that one edge may be off: letters are smoothed otherwise than in a browser */
#define MOVE_SLACK                                                                                           \
    1 /* sum of two opposite edges: half a pixel of the box as a whole; 2 pixels make it 3 or more */
#define INK_SLACK     30 /* sum over the channels: thin letters are not quite of their ink */
#define INK_PLANTED   20 /* a channel */
#define FIELD_PLANTED 4  /* a channel */

static struct staff_state staff;

/* A region and its edge, as it was drawn. */
static struct patch {
    int width, height;
    uint32_t pixels[PATCH_MAX];
} patch, planted;

/* ---- drawing a picture ---- */

/* What a picture's name says of size and language is taken away from it. */
static int picture_size(char *name, bool *english)
{
    static const char *const suffixes[] = {"-en", "-1280x720", "-720x1280"};
    int size = 0;
    *english = false;
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(name), rest = strlen(suffixes[i]);
        if (length <= rest || strcmp(name + length - rest, suffixes[i]) != 0)
            continue;
        name[length - rest] = '\0';
        *english = i == 0;
        size = i;
        break;
    }
    return *english ? 0 : size;
}

static int picture_draw(const char *picture)
{
    char name[96];
    bool english;
    snprintf(name, sizeof name, "%s", picture);
    int size = picture_size(name, &english);
    const struct staff_scene1 *roster = staff_scene1(name);
    const struct staff_scene2 *desk = staff_scene2(name);
    language(english ? "en" : "vi");
    if (roster) {
        staff_scene1_fill(roster, canvas_of(size), &staff, &now);
        staff_draw1(canvas_of(size), &staff, &now);
    } else if (desk) {
        staff_base2(&staff, &now);
        desk->fill(&staff, &now);
        staff_draw2(desk, canvas_of(size), &staff, &now);
    } else {
        scene_draw(scene(name), &now, canvas_of(size));
    }
    window_present(windows[size], WINDOW_CUT, 0, 0);
    language("vi");
    return size;
}

static void patch_read(const struct screens_box *box, int size)
{
    const int *region = box->region;
    patch.width = region[2] - region[0] + 2 * PATCH_EDGE;
    patch.height = region[3] - region[1] + 2 * PATCH_EDGE;
    assert_true(patch.width * patch.height <= PATCH_MAX);
    for (int y = 0; y < patch.height; y++)
        for (int x = 0; x < patch.width; x++)
            patch.pixels[y * patch.width + x] =
                window_pixel(windows[size], region[0] - PATCH_EDGE + x, region[1] - PATCH_EDGE + y);
}

/* ---- the measure ---- */

struct measure {
    int edge[4];       /* of the ink, less those of the box */
    uint32_t ink;      /* what is farthest from the field */
    uint32_t field[4]; /* in the corners */
};

/* As if everything stood (x, y) further right and down. */
static void measure_take(const struct patch *from, const struct screens_box *box, int x, int y,
                         struct measure *out)
{
    int width = box->region[2] - box->region[0], height = box->region[3] - box->region[1], farthest = -1;
    int ink[4] = {INT_MAX, INT_MAX, -1, -1};
    for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
            uint32_t pixel = from->pixels[(row + PATCH_EDGE - y) * from->width + column + PATCH_EDGE - x];
            int distance = color_distance(pixel, box->field);
            if (distance > farthest) {
                farthest = distance;
                out->ink = pixel;
            }
            if ((row == 0 || row == height - 1) && (column == 0 || column == width - 1))
                out->field[(row ? 2 : 0) + (column ? 1 : 0)] = pixel;
            if (distance * 2 <= color_distance(box->ink, box->field))
                continue;
            ink[0] = column < ink[0] ? column : ink[0];
            ink[1] = row < ink[1] ? row : ink[1];
            ink[2] = column > ink[2] ? column : ink[2];
            ink[3] = row > ink[3] ? row : ink[3];
        }
    }
    for (int k = 0; k < 4; k++)
        out->edge[k] = ink[3] < 0 ? 1000 : ink[k] + box->region[k % 2] - box->box[k];
}

static bool measure_holds(const struct screens_box *box, const struct measure *measure)
{
    bool holds = color_distance(measure->ink, box->ink) <= INK_SLACK;
    for (int k = 0; k < 4; k++)
        holds = holds && abs(measure->edge[k]) <= EDGE_SLACK && color_is(measure->field[k], box->field);
    for (int k = 0; k < 2; k++)
        holds = holds && abs(measure->edge[k] + measure->edge[k + 2]) <= MOVE_SLACK;
    return holds;
}

/* ---- what is planted ---- */

static uint32_t color_moved(uint32_t color, double share, int by)
{
    uint32_t out = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int channel = (int)(color >> shift & 0xFF);
        channel += (int)(share * (channel > 127 ? -by : by));
        out |= (uint32_t)channel << shift;
    }
    return out;
}

/* Of the ink: each pixel by as much as there is of it. Of the field: all alike. */
static void patch_plant(const struct screens_box *box, bool ink, int by)
{
    double whole = color_distance(box->ink, box->field);
    planted.width = patch.width;
    planted.height = patch.height;
    for (int i = 0; i < patch.width * patch.height; i++) {
        double share = color_distance(patch.pixels[i], box->field) / whole;
        planted.pixels[i] = color_moved(patch.pixels[i], !ink || share > 1 ? 1 : share, by);
    }
}

/* ---- the tests ---- */

/* Calls test with each box drawn and its patch read. */
static void each_box(void (*test)(const struct screens_box *box))
{
    int size = 0;
    for (int i = 0; i < BOXES; i++) {
        const struct screens_box *box = &screens_boxes[i];
        if (i == 0 || strcmp(box->picture, screens_boxes[i - 1].picture) != 0)
            size = picture_draw(box->picture);
        patch_read(box, size);
        test(box);
    }
}

static void box_holds(const struct screens_box *box)
{
    struct measure measure;
    measure_take(&patch, box, 0, 0, &measure);
    if (!measure_holds(box, &measure))
        fail_msg("%s, %d %d %d %d: ink off by %d %d %d %d, of %06x instead of %06x; field %06x %06x %06x "
                 "%06x instead of %06x",
                 box->picture, box->region[0], box->region[1], box->region[2], box->region[3],
                 measure.edge[0], measure.edge[1], measure.edge[2], measure.edge[3], measure.ink, box->ink,
                 measure.field[0], measure.field[1], measure.field[2], measure.field[3], box->field);
}

static void box_sees_a_shift(const struct screens_box *box)
{
    static const int shifts[][2] = {{2, 0}, {-2, 0}, {0, 2}, {0, -2}, {2, 2}, {-2, 2}};
    struct measure measure;
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        measure_take(&patch, box, shifts[i][0], shifts[i][1], &measure);
        if (measure_holds(box, &measure))
            fail_msg("%s, %d %d: a shift by %d, %d is not seen", box->picture, box->region[0], box->region[1],
                     shifts[i][0], shifts[i][1]);
    }
}

static void box_sees_a_colour(const struct screens_box *box)
{
    struct measure measure;
    patch_plant(box, true, INK_PLANTED);
    measure_take(&planted, box, 0, 0, &measure);
    if (measure_holds(box, &measure))
        fail_msg("%s, %d %d: another ink is not seen", box->picture, box->region[0], box->region[1]);
    patch_plant(box, false, FIELD_PLANTED);
    measure_take(&planted, box, 0, 0, &measure);
    if (measure_holds(box, &measure))
        fail_msg("%s, %d %d: another field is not seen", box->picture, box->region[0], box->region[1]);
}

static void test_every_box_is_as_on_the_picture(void **state)
{
    (void)state;
    if (!font_is_of_pictures())
        skip();
    each_box(box_holds);
}

static void test_a_shift_of_two_pixels_is_seen(void **state)
{
    (void)state;
    if (!font_is_of_pictures())
        skip();
    each_box(box_sees_a_shift);
}

static void test_another_colour_is_seen(void **state)
{
    (void)state;
    each_box(box_sees_a_colour);
}

/* Every picture of the design has boxes: a new one must be measured too. */
static void test_every_picture_is_measured(void **state)
{
    (void)state;
    static const char *const kinds[] = {"", "-en", "-1280x720", "-720x1280"};
    int pictures = 0, of_kind[4] = {0};
    for (int i = 0; i < BOXES; i++) {
        if (i && strcmp(screens_boxes[i].picture, screens_boxes[i - 1].picture) == 0)
            continue;
        char name[96];
        bool english;
        snprintf(name, sizeof name, "%s", screens_boxes[i].picture);
        int size = picture_size(name, &english);
        of_kind[english ? 1 : size ? size + 1 : 0]++;
        pictures++;
    }
    const int scenes_drawn = of_kind[0];
    int scenes_wanted = 0;
    for (int i = 0; i < scene_count; i++)
        scenes_wanted += scenes[i].name[0] != 'x' && !staff_scene2(scenes[i].name);
    for (int i = 0; i < staff_scene1_count; i++)
        scenes_wanted += staff_scenes1[i].name[0] != 'x';
    for (int i = 0; i < staff_scene2_count; i++)
        scenes_wanted += staff_scenes2[i].name[0] != 'x';
    assert_int_equal(scenes_drawn, scenes_wanted);
    for (int k = 1; k < 4; k++)
        if (of_kind[k] < 4)
            fail_msg("%d pictures %s are measured", of_kind[k], kinds[k]);
    assert_true(pictures >= scenes_wanted + 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_box_is_as_on_the_picture),
        cmocka_unit_test(test_a_shift_of_two_pixels_is_seen),
        cmocka_unit_test(test_another_colour_is_seen),
        cmocka_unit_test(test_every_picture_is_measured),
    };
    return cmocka_run_group_tests_name("screens_sharp", tests, setup, teardown);
}
