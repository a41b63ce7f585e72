#include "office/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static bool text_is_space(utf8proc_int32_t point)
{
    return point == '\t' || point == '\n' || point == '\r' || point == '\v' || point == '\f' ||
           utf8proc_category(point) == UTF8PROC_CATEGORY_ZS ||
           utf8proc_category(point) == UTF8PROC_CATEGORY_ZL ||
           utf8proc_category(point) == UTF8PROC_CATEGORY_ZP;
}

char *text_clean(const char *text)
{
    char *whole = (char *)utf8proc_NFC((const utf8proc_uint8_t *)text);
    if (!whole)
        return NULL;
    /* In place: what is written is never longer than what was read. */
    size_t used = 0;
    bool space = false;
    for (const utf8proc_uint8_t *c = (const utf8proc_uint8_t *)whole; *c;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step = utf8proc_iterate(c, -1, &point);
        if (step <= 0 || (!text_is_space(point) && utf8proc_category(point) == UTF8PROC_CATEGORY_CC)) {
            free(whole);
            return NULL;
        }
        if (text_is_space(point)) {
            space = used > 0;
        } else if (point != 0x200b && point != 0xfeff) {
            if (space)
                whole[used++] = ' ';
            space = false;
            memmove(whole + used, c, (size_t)step);
            used += (size_t)step;
        }
        c += step;
    }
    whole[used] = '\0';
    return whole;
}

/* Digits at *c, exactly count of them. */
static bool text_digits(const char **c, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++, (*c)++) {
        if (**c < '0' || **c > '9')
            return false;
        *value = *value * 10 + (**c - '0');
    }
    return true;
}

static bool text_mark(const char **c, const char *allowed)
{
    if (!**c || !strchr(allowed, **c))
        return false;
    ++*c;
    return true;
}

static int text_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01; years from 1970 on. */
static int64_t text_day_number(int year, int month, int day)
{
    int64_t days = 0;
    for (int y = 1970; y < year; y++)
        days += text_month_days(y, 2) == 29 ? 366 : 365;
    for (int m = 1; m < month; m++)
        days += text_month_days(year, m);
    return days + day - 1;
}

static bool text_offset(const char **c, int *minutes)
{
    int hour, minute;
    *minutes = 0;
    if (**c == 'Z') {
        ++*c;
        return true;
    }
    bool west = **c == '-';
    if (!text_mark(c, "+-") || !text_digits(c, 2, &hour) || !text_mark(c, ":") ||
        !text_digits(c, 2, &minute) || hour > 14 || minute > 59)
        return false;
    *minutes = (west ? -1 : 1) * (hour * 60 + minute);
    return true;
}

bool text_time(const char *text, int64_t *utc_s)
{
    const char *c = text;
    int year, month, day, hour, minute, second = 0, offset;
    if (!text_digits(&c, 4, &year) || !text_mark(&c, "-") || !text_digits(&c, 2, &month) ||
        !text_mark(&c, "-") || !text_digits(&c, 2, &day) || !text_mark(&c, "T ") ||
        !text_digits(&c, 2, &hour) || !text_mark(&c, ":") || !text_digits(&c, 2, &minute))
        return false;
    if (*c == ':') {
        c++;
        if (!text_digits(&c, 2, &second))
            return false;
    }
    if (!text_offset(&c, &offset) || *c)
        return false;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > text_month_days(year, month) ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    *utc_s =
        text_day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - (int64_t)offset * 60;
    return true;
}
