/* The card tray of the demonstration: a window of cards; a click taps one on the simulated reader. */
#ifndef TRAY_TRAY_H
#define TRAY_TRAY_H

/* `diemdanh-tray --control SOCKET CARDS.tsv`; the file has one card a line: simulator words for `tap` (UID
 * and kind), a title and a note, parted by tabs. Returns the exit status of the contract. */
int tray_main(int argc, char **argv);

#endif
