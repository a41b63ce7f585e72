/* What is wrong in a file, collected so that a person can mend it in one go. */
#ifndef OFFICE_PROBLEMS_H
#define OFFICE_PROBLEMS_H

#include <stddef.h>
#include <stdio.h>

#define PROBLEMS_SHOWN 20

struct problems {
    struct problem *items;
    size_t count, capacity;
    size_t lost; /* those for which there was no memory */
};

void problems_free(struct problems *problems);

/* Adds what is wrong on a line (from 1) and how to mend it. Line breaks in values become spaces. */
void problems_add(struct problems *problems, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The number found, those without memory included. */
size_t problems_count(const struct problems *problems);

/* Prints the first PROBLEMS_SHOWN by line, each as "FILE:LINE: what", and how many more there are. */
void problems_print(const struct problems *problems, const char *path, FILE *out);

#endif
