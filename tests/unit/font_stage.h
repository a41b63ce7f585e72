/* Which Inter the letters of a test are drawn with. The design's pictures, and so the places that tests demand, are those of the
 * release in Debian 12 (3.19 by its own count); the one in Debian 13 (4.1) has narrower digits and taller marks. */
#ifndef TESTS_FONT_STAGE_H
#define TESTS_FONT_STAGE_H

#include <fontconfig/fontconfig.h>
#include <stdbool.h>
#include <stddef.h>

/* fontconfig counts in 65,536ths. */
#define FONT_OF_PICTURES_BEFORE (4 << 16)

static inline bool font_is_of_pictures(void)
{
    int version = 0;
    FcConfig *config = FcInitLoadConfigAndFonts(); /* of our own, so that it can be given back */
    FcPattern *query = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, "Inter", (char *)NULL);
    FcObjectSet *fields = FcObjectSetBuild(FC_FAMILY, FC_FONTVERSION, (char *)NULL);
    FcFontSet *found = config && query && fields ? FcFontList(config, query, fields) : NULL;
    if (found && found->nfont > 0)
        FcPatternGetInteger(found->fonts[0], FC_FONTVERSION, 0, &version);
    if (found)
        FcFontSetDestroy(found);
    if (fields)
        FcObjectSetDestroy(fields);
    if (query)
        FcPatternDestroy(query);
    if (config)
        FcConfigDestroy(config);
    return version < FONT_OF_PICTURES_BEFORE;
}

#endif
