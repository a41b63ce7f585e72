/* diemdanh-sim: a PN532 on a pseudo-terminal, driven over a Unix socket. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

/* The whole program. Returns its exit status. */
int sim_main(int argc, char **argv);

#endif
