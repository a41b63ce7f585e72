/* A query's result on stdout, with the columns' names as its head. */
#ifndef OFFICE_TABLE_H
#define OFFICE_TABLE_H

#include <libpq-fe.h>
#include <stdbool.h>

/* csv: RFC 4180, texts that a spreadsheet would take for a formula given as text; else columns aligned by what
 * a terminal shows. */
void table_print(const PGresult *result, bool csv);

#endif
