/* CSV files: rows, lines, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/sheet.h"

/* A sheet as text: "LINE:field|field;" for each row. */
static void parse_is(const char *bytes, size_t length, const char *want, const char *want_problems)
{
    struct sheet sheet;
    struct problems problems = {0};
    struct error err;
    char *text, *told;
    size_t size;
    assert_int_equal(sheet_parse(bytes, length, &sheet, &problems, &err), 0);
    FILE *out = open_memstream(&text, &size);
    for (size_t r = 0; r < sheet.count; r++) {
        fprintf(out, "%d:", sheet.rows[r].line);
        for (size_t f = 0; f < sheet.rows[r].count; f++)
            fprintf(out, "%s%s", f ? "|" : "", sheet.rows[r].fields[f]);
        fputc(';', out);
    }
    fclose(out);
    out = open_memstream(&told, &size);
    problems_print(&problems, "f", out);
    fclose(out);
    assert_string_equal(told, want_problems);
    if (!*want_problems)
        assert_string_equal(text, want);
    free(text);
    free(told);
    sheet_free(&sheet);
    problems_free(&problems);
}

#define GOOD(bytes, want) parse_is(bytes, sizeof(bytes) - 1, want, "")
#define BAD(bytes, want)  parse_is(bytes, sizeof(bytes) - 1, "", want)

static void test_rows(void **state)
{
    (void)state;
    GOOD("a,b\n1,2\n", "1:a|b;2:1|2;");
    GOOD("a,b\r\n1,2", "1:a|b;2:1|2;");
    GOOD("a,b\r1,2\r3,4\r", "1:a|b;2:1|2;3:3|4;");
    GOOD("\xef\xbb\xbf"
         "a\n1\n",
         "1:a;2:1;");
    GOOD("a,b\n\n,\n\"x\ny\",\"\"\"q\"\"\"\nz,\n", "1:a|b;4:x\ny|\"q\";6:z|;");
    GOOD("a;b\n1,5;2\n", "1:a|b;2:1,5|2;");
    GOOD("a,b;c\n1,2\n", "1:a|b;c;2:1|2;");
}

static void test_problems(void **state)
{
    static const char quote[] =
        "a quotation mark stands where none may be; put the field into quotes and double those inside\n";
    char want[200];
    (void)state;
    BAD("", "f:1: the file is empty; its first line must name the columns\n");
    BAD("\n\n", "f:1: the file is empty; its first line must name the columns\n");
    BAD("\xff\xfe"
        "a\0",
        "f:1: the file is UTF-16; save it as \"CSV UTF-8\"\n");
    BAD("a\n\xe1\n\xc3\xa0\n\xe1 \xe2\n", "f:2: the text is not UTF-8; save the file as \"CSV UTF-8\"\n"
                                          "f:4: the text is not UTF-8; save the file as \"CSV UTF-8\"\n");
    BAD("a\n\0\n", "f:2: there is a zero byte; save the file as \"CSV UTF-8\"\n");
    snprintf(want, sizeof want, "f:3: %s", quote);
    BAD("a\n\"x\"\n\"y\"z\n", want);
    BAD("a\nb\n\"never\nends\n", want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_problems)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
