#include "reader/reader.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"
#include "reader/device.h"
#include "reader/lock.h"
#include "reader/supervisor.h"

#define READER_NAME "diemdanh-reader"

static const char reader_help[] =
    "usage: diemdanh-reader -d CONNSTRING\n"
    "\n"
    "Prints one line for what happens at the card reader, and keeps it working:\n"
    "  up CONNSTRING               the reader answers\n"
    "  down REASON                 it does not; tried again until it does\n"
    "  card UID ATQA SAK [ATS]     a card came\n"
    "  many                        more than one card\n"
    "  reread                      a card could not be read\n"
    "  gone                        the last card left\n"
    "Ends on SIGTERM, or when nobody reads its output any more.\n"
    "\n"
    "  -d, --device CONNSTRING     libnfc's name of the device:\n"
    "      auto                            the first one that libnfc finds\n"
    "      pn532_uart:/dev/serial0:115200  PN532 on a serial port\n"
    "      pn532_i2c:/dev/i2c-1            PN532 on I2C\n"
    "      pn532_spi:/dev/spidev0.0:1000000   PN532 on SPI\n"
    "      acr122_usb                      ACR122U on USB\n"
    "      none                            no reader\n"
    "\n"
    "Environment: DIEMDANH_LOG (error, warning, info, debug), and libnfc's own LIBNFC_*.\n";

static int reader_arguments(int argc, char **argv, const char **connstring, struct error *err)
{
    *connstring = NULL;
    for (int i = 1; i < argc; i++) {
        if ((!strcmp(argv[i], "-d") || !strcmp(argv[i], "--device")) && i + 1 < argc)
            *connstring = argv[++i];
        else
            return error_set(err, ERROR_USAGE, "%s: not understood, see --help", argv[i]);
    }
    if (!*connstring)
        return error_set(err, ERROR_USAGE, "give -d CONNSTRING, see --help");
    return device_check(*connstring, err);
}

int reader_main(int argc, char **argv)
{
    struct error err = {0};
    const char *connstring;
    struct lock lock = {.fd = -1};
    program_keep_stdio();
    log_open(READER_NAME);
    if (program_answer(argc, argv, READER_NAME, reader_help))
        return 0;
    int status = reader_arguments(argc, argv, &connstring, &err);
    if (status == 0 && strcmp(connstring, "none") != 0)
        status = lock_take(connstring, &lock, &err);
    if (status == 0)
        status = supervisor_run(connstring, STDOUT_FILENO, &err);
    lock_release(&lock);
    return status == 0 ? 0 : program_fail(READER_NAME, &err);
}
