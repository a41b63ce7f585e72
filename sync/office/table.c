#include "office/table.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#define TABLE_COLUMNS_MAX 24

static void table_csv_field(const char *text, bool last)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    if (formula || strpbrk(text, ",\"\r\n")) {
        putchar('"');
        if (formula)
            putchar('\'');
        for (const char *c = text; *c; c++) {
            if (*c == '"')
                putchar('"');
            putchar(*c);
        }
        putchar('"');
    } else {
        fputs(text, stdout);
    }
    fputs(last ? "\n" : ",", stdout);
}

static int table_width(const char *text)
{
    int width = 0;
    utf8proc_int32_t point;
    utf8proc_ssize_t step;
    while (*text && (step = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point)) > 0) {
        width += utf8proc_charwidth(point);
        text += step;
    }
    return width;
}

/* Row -1 is the head. */
static const char *table_cell(const PGresult *result, int row, int column)
{
    return row < 0 ? PQfname(result, column) : PQgetvalue(result, row, column);
}

void table_print(const PGresult *result, bool csv)
{
    int width[TABLE_COLUMNS_MAX] = {0}, columns = PQnfields(result);
    columns = columns < TABLE_COLUMNS_MAX ? columns : TABLE_COLUMNS_MAX;
    for (int r = -1; r < PQntuples(result); r++) {
        for (int c = 0; c < columns; c++) {
            int cell = table_width(table_cell(result, r, c));
            width[c] = cell > width[c] ? cell : width[c];
        }
    }
    for (int r = -1; r < PQntuples(result); r++) {
        for (int c = 0; c < columns; c++) {
            const char *text = table_cell(result, r, c);
            bool last = c == columns - 1;
            if (csv)
                table_csv_field(text, last);
            else if (last)
                printf("%s\n", text);
            else
                printf("%s%*s", text, width[c] - table_width(text) + 2, "");
        }
    }
}
