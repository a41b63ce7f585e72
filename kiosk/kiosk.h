/* The kiosk: the window thread. Shows what the door's snapshot says, never blocks. */
#ifndef KIOSK_KIOSK_H
#define KIOSK_KIOSK_H

/* `diemdanh-kiosk -c FILE [--screenshots DIR]`. Returns the exit status of the contract. */
int kiosk_main(int argc, char **argv);

#endif
