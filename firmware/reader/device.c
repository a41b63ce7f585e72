#include "reader/device.h"

#include <errno.h>
#include <fcntl.h>
#include <nfc/nfc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

struct device {
    nfc_context *context;
    nfc_device *nfc;
    int file; /* holds the lock of the device's file, or -1 */
    char path[512];
    nfc_target target; /* the selected one */
};

static const nfc_modulation device_type_a = {.nmt = NMT_ISO14443A, .nbr = NBR_106};

/* Opens the device's file beside libnfc, which does not say why it cannot, and locks it: the lock is on the
 * file itself, so that two names of one port are known as one. */
static int device_claim(struct device *device, struct error *err)
{
    if (!device->path[0])
        return 0;
    device->file = open(device->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (device->file < 0) {
        int saved = errno;
        if (saved == EACCES || saved == EPERM)
            return error_set(err, ERROR_DENIED,
                             "%s: no permission; add this user to the file's group (dialout, i2c, "
                             "spi)",
                             device->path);
        if (saved == EBUSY)
            return error_set(err, ERROR_BUSY, "%s: another program has it", device->path);
        return error_set(err, ERROR_NOT_FOUND, "%s: %s; is the reader plugged in?", device->path,
                         strerror(saved));
    }
    if (flock(device->file, LOCK_EX | LOCK_NB) != 0)
        return error_set(err, ERROR_BUSY, "%s: another diemdanh-reader has it", device->path);
    return 0;
}

static int device_open_nfc(struct device *device, const char *connstring, struct error *err)
{
    nfc_connstring name;
    bool automatic = !strcmp(connstring, "auto");
    /* Only what goes wrong here is for our log; libnfc's own lines would come with each attempt. */
    setenv("LIBNFC_LOG_LEVEL", "0", 0);
    nfc_init(&device->context);
    if (!device->context)
        return error_set(err, ERROR_BROKEN, "libnfc cannot start");
    if (automatic) {
        if (nfc_list_devices(device->context, &name, 1) == 0)
            return error_set(err, ERROR_NOT_FOUND,
                             "libnfc finds no reader; plug one in or name it in the configuration");
    } else {
        snprintf(name, sizeof name, "%s", connstring);
    }
    if (!device->path[0]) {
        device_path(name, device->path, sizeof device->path);
        int status = device_claim(device, err);
        if (status != 0)
            return status;
    }
    device->nfc = nfc_open(device->context, name);
    if (device->nfc)
        return 0;
    if (device->path[0])
        return error_set(err, ERROR_TIMEOUT, "%s: the chip does not answer", device->path);
    return error_set(err, ERROR_BROKEN, "libnfc cannot open %s; plugged in, and free to use for this user?",
                     name);
}

static int device_prepare(struct device *device, struct error *err)
{
    const nfc_modulation_type *types = NULL;
    /* libnfc opens a device whose firmware it could not learn, and ends the process at the first call after.
     */
    if (nfc_device_get_supported_modulation(device->nfc, N_INITIATOR, &types) != 0 || !types)
        return error_set(err, ERROR_PROTOCOL, "the chip does not tell its firmware");
    if (nfc_initiator_init(device->nfc) < 0)
        return error_set(err, ERROR_TIMEOUT, "the chip does not take its settings");
    /* Without this, no card and no chip look the same. */
    if (nfc_device_set_property_bool(device->nfc, NP_INFINITE_SELECT, false) < 0)
        return error_set(err, ERROR_TIMEOUT, "the chip does not take its settings");
    return 0;
}

int device_open(const char *connstring, struct device **out, struct error *err)
{
    struct device *device = calloc(1, sizeof *device);
    if (!device)
        return error_set(err, ERROR_MEMORY, "out of memory");
    device->file = -1;
    device_path(connstring, device->path, sizeof device->path);
    int status = device_claim(device, err);
    if (status == 0)
        status = device_open_nfc(device, connstring, err);
    if (status == 0)
        status = device_prepare(device, err);
    if (status != 0) {
        if (status != ERROR_PROTOCOL) /* closing such a device may end the process */
            device_close(device);
        return status;
    }
    *out = device;
    return 0;
}

void device_close(struct device *device)
{
    if (!device)
        return;
    if (device->nfc)
        nfc_close(device->nfc);
    if (device->context)
        nfc_exit(device->context);
    if (device->file >= 0)
        close(device->file);
    free(device);
}

const char *device_name(const struct device *device)
{
    return nfc_device_get_connstring(device->nfc);
}

bool device_plugged(const struct device *device)
{
    return !device->path[0] || access(device->path, F_OK) == 0;
}

static enum presence_outcome device_failure(int result)
{
    switch (result) {
    case NFC_ETIMEOUT:
        return PRESENCE_SILENT;
    case NFC_ETGRELEASED:
    case NFC_ERFTRANS:
        return PRESENCE_NONE;
    case NFC_EDEVNOTSUPP:
    case NFC_EINVARG:
        return PRESENCE_UNKNOWN;
    default:
        return PRESENCE_FAILED;
    }
}

static enum presence_outcome device_select(struct device *device, struct seen_card *card)
{
    int count = nfc_initiator_select_passive_target(device->nfc, device_type_a, NULL, 0, &device->target);
    if (count == 0)
        return PRESENCE_NONE;
    if (count < 0) {
        enum presence_outcome outcome = device_failure(count);
        return outcome == PRESENCE_UNKNOWN ? PRESENCE_FAILED : outcome;
    }
    const nfc_iso14443a_info *info = &device->target.nti.nai;
    memset(card, 0, sizeof *card);
    if (info->szUidLen <= sizeof card->uid) {
        card->uid_size = info->szUidLen;
        memcpy(card->uid, info->abtUid, info->szUidLen);
    }
    memcpy(card->atqa, info->abtAtqa, sizeof card->atqa);
    card->sak = info->btSak;
    if (info->szAtsLen <= sizeof card->ats) {
        card->ats_size = info->szAtsLen;
        memcpy(card->ats, info->abtAts, info->szAtsLen);
    }
    return PRESENCE_CARD;
}

enum presence_outcome device_do(struct device *device, enum presence_action action, struct seen_card *card)
{
    /* ISO/IEC 14443-3 gives a card 5 ms to notice that its power is gone. */
    static const struct timespec field_off = {.tv_nsec = 5000000};
    int result = 0;
    switch (action) {
    case PRESENCE_PING:
        result = nfc_initiator_target_is_present(device->nfc, &device->target);
        return result == 0 ? PRESENCE_THERE : device_failure(result);
    case PRESENCE_OTHER:
        result = nfc_initiator_deselect_target(device->nfc);
        break;
    case PRESENCE_RESET_SELECT:
        result = nfc_device_set_property_bool(device->nfc, NP_ACTIVATE_FIELD, false);
        if (result >= 0) {
            nanosleep(&field_off, NULL);
            result = nfc_device_set_property_bool(device->nfc, NP_ACTIVATE_FIELD, true);
        }
        break;
    case PRESENCE_SELECT:
        break;
    }
    if (result == NFC_ETIMEOUT || result == NFC_EIO)
        return device_failure(result);
    return device_select(device, card);
}
