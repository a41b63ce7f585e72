/* What a page says and where it can be touched. Included once a test program, after the stage that draws. */
#ifndef SCREENS_SAYS_H
#define SCREENS_SAYS_H

static inline void shows(const char *name, const char *const *texts)
{
    draw(name, 0);
    layout_shows(canvas_of(0), name, texts);
}

#define SHOWS(name, ...) shows(name, (const char *const[]){__VA_ARGS__, NULL})

static inline void touches(const char *name, int size, float x, float y, int zone)
{
    draw(name, size);
    int got = canvas_zone_at(canvas_of(size), x, y);
    if (got != zone)
        fail_msg("%s at %.0f, %.0f: zone %d, wanted %d", name, (double)x, (double)y, got, zone);
}

#endif
