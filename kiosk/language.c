#include "language.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/program.h"
#include "screens/text.h"

int language_open(const char *language, struct error *err)
{
    char path[512];
    struct stat there;
    if (program_sibling("locale", path, sizeof path) || stat(path, &there))
        snprintf(path, sizeof path, "%s", DIEMDANH_LOCALE_DIR);
    return text_open(path, language, err);
}

void language_switch(void)
{
    struct error err = {0};
    if (language_open(strcmp(text_language(), "vi") ? "vi" : "en", &err))
        log_error("%s", err.text);
}
