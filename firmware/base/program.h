/* What every program's first lines share. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include "base/error.h"

/* The project's version, e.g. "0.1.0". */
const char *program_version(void);

/* Answers --help and --version when they are among the arguments (stops at "--"). Prints and returns 1 if
 * answered: the program then ends with 0. Otherwise returns 0. */
int program_answer(int argc, char **argv, const char *name, const char *help);

/* Writes err's text as one line on stderr, without log decoration, and returns the exit status for its code.
 */
int program_fail(const char *name, const struct error *err);

/* Writes the absolute path of the program `name` that stands beside the running one. Returns 0 or ERROR_IO.
 */
int program_sibling(const char *name, char *path, unsigned capacity);

/* Opens the null device on any of descriptors 0-2 that is closed, so that no file takes their number. */
void program_keep_stdio(void);

#endif
