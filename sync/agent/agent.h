/* The daemon between the ledger and the centre. */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

/* diemdanh-sync -c FILE [--once]: runs until SIGTERM, or one exchange. Returns the exit status. */
int agent_main(int argc, char **argv);

#endif
