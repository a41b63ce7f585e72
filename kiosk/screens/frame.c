#include "screens/frame.h"

void frame_of(const struct canvas *canvas, const struct screen_state *state, struct frame *out)
{
    float w = canvas_width(canvas), h = canvas_height(canvas), info_w = w - FRAME_PANEL_WIDTH;
    float foot = h - FRAME_STRIP_HEIGHT;
    out->portrait = canvas_portrait(canvas);
    if (out->portrait) {
        out->info = (struct frame_box){32, 28, w - 64, FRAME_PORTRAIT_TOP - 28};
        out->panel = (struct frame_box){0, FRAME_PORTRAIT_TOP, w, foot - FRAME_PORTRAIT_TOP};
        out->strip = (struct frame_box){0, foot, w, FRAME_STRIP_HEIGHT};
        out->arrow = KIT_ICON_ARROW_DOWN;
        return;
    }
    bool left = state->reader_side == SCREEN_READER_LEFT;
    float info_x = left ? FRAME_PANEL_WIDTH : 0;
    out->info = (struct frame_box){info_x + 32, 26, info_w - 64, foot - 26};
    out->panel = (struct frame_box){left ? 0 : info_w, 0, FRAME_PANEL_WIDTH, h};
    out->strip = (struct frame_box){info_x, foot, info_w, FRAME_STRIP_HEIGHT};
    out->arrow = left                                        ? KIT_ICON_ARROW_BACK
                 : state->reader_side == SCREEN_READER_BELOW ? KIT_ICON_ARROW_DOWN
                                                             : KIT_ICON_ARROW_FORWARD;
}
