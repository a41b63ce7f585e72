/* The one place where a list becomes pixels. Private to ui. */
#ifndef UI_DRAW_H
#define UI_DRAW_H

#include <SDL2/SDL.h>

#include "ui/list.h"
#include "ui/store.h"
#include "ui/type.h"

/* What is drawn on. The picture is laid out upright; the glass may be turned against it. */
struct glass {
    SDL_Renderer *renderer;
    struct store *store;
    struct type *type;
    int width, height;                 /* of the glass in device pixels */
    int picture_width, picture_height; /* the same turned upright */
    int rotation;                      /* the picture is turned clockwise by this on the glass */
    float scale;                       /* device pixels per logical pixel */
    float aspect_x, aspect_y;          /* for round shapes, in the picture */
};

/* The place on the glass of a rectangle of the picture, and back for a point in device pixels. */
SDL_Rect glass_rect(const struct glass *glass, SDL_Rect rect);
SDL_FPoint glass_point(const struct glass *glass, float x, float y);
SDL_FPoint picture_point(const struct glass *glass, float x, float y);

/* Draws the part of a list that lies in the boxes (logical pixels; NULL = all of it) onto the renderer's
 * target. */
void draw_list(const struct glass *glass, const struct canvas *list, const struct box *boxes, int count);

/* The shapes of draw_list that need masks (draw_shape.c). */
void draw_round_rect(const struct glass *glass, const struct command *command);
void draw_round_shape(const struct glass *glass, const struct command *command);
void draw_ticks(const struct glass *glass, const struct command *command);
void draw_stroke(const struct glass *glass, const struct canvas *list, const struct command *command);
void draw_line(const struct glass *glass, const struct canvas *list, const struct command *command);

/* For them: a filled rectangle on the glass, and a kept picture with its top left at x, y of the picture. */
void draw_fill(const struct glass *glass, SDL_Rect on_glass, canvas_color color);
void draw_stored(const struct glass *glass, const struct stored *stored, int x, int y, canvas_color color);
/* A logical rectangle on the picture's pixel grid, at least one pixel each way. */
SDL_Rect draw_snap(const struct glass *glass, float x, float y, float w, float h);

#endif
