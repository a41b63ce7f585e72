#include "ui/font.h"

#include <fontconfig/fontconfig.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct font_wish {
    const char *family;
    int weight; /* fontconfig's scale */
    const char *name, *package;
};

static const struct font_wish font_wishes[FONT_FACES] = {
    [FONT_REGULAR] = {"Inter", FC_WEIGHT_REGULAR, "Inter Regular", "fonts-inter"},
    [FONT_MEDIUM] = {"Inter", FC_WEIGHT_MEDIUM, "Inter Medium", "fonts-inter"},
    [FONT_SEMIBOLD] = {"Inter", FC_WEIGHT_SEMIBOLD, "Inter SemiBold", "fonts-inter"},
    [FONT_BOLD] = {"Inter", FC_WEIGHT_BOLD, "Inter Bold", "fonts-inter"},
    [FONT_ICONS] = {"Material Icons", FC_WEIGHT_REGULAR, "Material Icons",
                    "fonts-material-design-icons-iconfont"},
    [FONT_FALLBACK] = {"Noto Sans", FC_WEIGHT_REGULAR, "Noto Sans Regular", "fonts-noto-core"},
    [FONT_FALLBACK_BOLD] = {"Noto Sans", FC_WEIGHT_BOLD, "Noto Sans Bold", "fonts-noto-core"},
};

static bool font_has_family(FcPattern *pattern, const char *family)
{
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++)
        if (!strcmp((const char *)name, family))
            return true;
    return false;
}

/* A static upright face of normal width in a file that FreeType reads without decompression. */
static bool font_suits(FcPattern *pattern, const struct font_wish *wish, const char *path)
{
    double weight = -1, width = FC_WIDTH_NORMAL;
    int slant = FC_SLANT_ROMAN, index = 0;
    FcBool variable = FcFalse;
    if (FcPatternGetDouble(pattern, FC_WEIGHT, 0, &weight) != FcResultMatch || (int)weight != wish->weight)
        return false;
    FcPatternGetDouble(pattern, FC_WIDTH, 0, &width);
    FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
    FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    /* The upper half of the index numbers the named instances of a variable font. */
    if (variable || index >> 16 || slant != FC_SLANT_ROMAN || (int)width != FC_WIDTH_NORMAL)
        return false;
    const char *ending = strrchr(path, '.');
    return ending &&
           (!strcasecmp(ending, ".otf") || !strcasecmp(ending, ".ttf") || !strcasecmp(ending, ".ttc") ||
            !strcasecmp(ending, ".otc")) &&
           font_has_family(pattern, wish->family);
}

static bool font_find(FcConfig *config, const struct font_wish *wish, struct font_file *out)
{
    FcPattern *query = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, wish->family, (char *)NULL);
    FcObjectSet *fields = FcObjectSetBuild(FC_FAMILY, FC_WEIGHT, FC_WIDTH, FC_SLANT, FC_VARIABLE, FC_INDEX,
                                           FC_FILE, (char *)NULL);
    FcFontSet *found = query && fields ? FcFontList(config, query, fields) : NULL;
    out->path[0] = '\0';
    for (int i = 0; found && i < found->nfont; i++) {
        FcPattern *pattern = found->fonts[i];
        FcChar8 *file;
        if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch)
            continue;
        const char *path = (const char *)file;
        if (strlen(path) >= sizeof out->path || !font_suits(pattern, wish, path))
            continue;
        if (out->path[0] && strcmp(out->path, path) <= 0)
            continue; /* of several copies always the same one */
        snprintf(out->path, sizeof out->path, "%s", path);
        out->index = 0;
        FcPatternGetInteger(pattern, FC_INDEX, 0, &out->index);
    }
    if (found)
        FcFontSetDestroy(found);
    if (fields)
        FcObjectSetDestroy(fields);
    if (query)
        FcPatternDestroy(query);
    return out->path[0] != '\0';
}

int font_find_all(struct font_file files[FONT_FACES], struct error *err)
{
    /* A configuration of our own: read afresh, and its memory given back as soon as the files are known. */
    FcConfig *config = FcInitLoadConfigAndFonts();
    if (!config)
        return error_set(err, ERROR_BROKEN,
                         "fonts: fontconfig cannot read its configuration (/etc/fonts or $FONTCONFIG_FILE); "
                         "install the Debian package fontconfig-config");
    int result = 0;
    for (int i = 0; i < FONT_FACES && !result; i++)
        if (!font_find(config, &font_wishes[i], &files[i]))
            result = error_set(err, ERROR_CONFIG,
                               "fonts: %s was not found; install the Debian package %s "
                               "(apt-get install %s), then start again",
                               font_wishes[i].name, font_wishes[i].package, font_wishes[i].package);
    FcConfigDestroy(config);
    return result;
}
