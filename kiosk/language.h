/* Which language the screens speak, and where its words are. Window thread only. */
#ifndef KIOSK_LANGUAGE_H
#define KIOSK_LANGUAGE_H

#include "base/error.h"

/* Opens the words of "vi" or "en": beside the programs while building, else where they were installed. Errors: those of
 * text_open. */
int language_open(const char *language, struct error *err);

/* The other language, without a restart; if its words are missing, the one that is spoken stays and the log says why. */
void language_switch(void);

#endif
