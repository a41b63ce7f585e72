/* What an instructor chose for this kiosk, kept as notes of the ledger. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "door/private.h"

/* The health of a device with every note at its longest. */
#define SETTING_HEALTH_BYTES 16384

int door_setting(struct door *door, const char *key, const char *value, struct error *err)
{
    bool list = !strcmp(value, "list");
    if (strcmp(key, "roster") != 0)
        return error_set(err, ERROR_INPUT, "there is no setting %.64s; there is roster", key);
    if (!list && strcmp(value, "grid") != 0)
        return error_set(err, ERROR_INPUT, "roster is %.64s; it can be grid or list", value);
    int failed = ledger_note_set(door->ledger, "roster", value, err);
    if (failed)
        return failed;
    door->now.roster_list = list;
    door_publish(door);
    return 0;
}

/* The ledger gives its notes back as members of the health, which is a flat object. */
void door_settings_read(struct door *door)
{
    char json[SETTING_HEALTH_BYTES];
    struct clock_reading clock;
    struct error err = {0};
    clock_read(&clock);
    if (ledger_health(door->ledger, &clock, json, sizeof json, &err)) {
        log_warning("the settings cannot be read: %s", err.text);
        return;
    }
    door->now.roster_list = strstr(json, "\"roster\":\"list\"") != NULL;
}
