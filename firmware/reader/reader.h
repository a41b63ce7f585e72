/* diemdanh-reader: prints what the NFC device sees. */
#ifndef READER_READER_H
#define READER_READER_H

/* The whole program. Returns its exit status. */
int reader_main(int argc, char **argv);

#endif
