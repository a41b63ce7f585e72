#include "office/problems.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct problem {
    int line;
    size_t order;
    char text[320];
};

void problems_free(struct problems *problems)
{
    free(problems->items);
    memset(problems, 0, sizeof *problems);
}

void problems_add(struct problems *problems, int line, const char *format, ...)
{
    if (problems->count == problems->capacity) {
        size_t capacity = problems->capacity ? problems->capacity * 2 : 32;
        struct problem *items = realloc(problems->items, capacity * sizeof *items);
        if (!items) {
            problems->lost++;
            return;
        }
        problems->items = items;
        problems->capacity = capacity;
    }
    struct problem *problem = &problems->items[problems->count];
    problem->line = line;
    problem->order = problems->count++;
    va_list args;
    va_start(args, format);
    vsnprintf(problem->text, sizeof problem->text, format, args);
    va_end(args);
    for (char *c = problem->text; *c; c++) {
        if ((unsigned char)*c < ' ')
            *c = ' ';
    }
}

size_t problems_count(const struct problems *problems)
{
    return problems->count + problems->lost;
}

static int problem_compare(const void *a, const void *b)
{
    const struct problem *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void problems_print(const struct problems *problems, const char *path, FILE *out)
{
    if (problems->count)
        qsort(problems->items, problems->count, sizeof *problems->items, problem_compare);
    size_t shown = problems->count < PROBLEMS_SHOWN ? problems->count : PROBLEMS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        fprintf(out, "%s:%d: %s\n", path, problems->items[i].line, problems->items[i].text);
    if (problems_count(problems) > shown)
        fprintf(out, "%s: and %zu more\n", path, problems_count(problems) - shown);
}
