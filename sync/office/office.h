/* The central office's program: sets up the training database, imports what the office knows, makes kiosks
 * and their certificates, prints rolls. */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H

/* The program: parses the arguments, runs the command, returns the exit status. */
int office_main(int argc, char **argv);

#endif
