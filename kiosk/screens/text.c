#include "screens/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "screens/catalog.h"
#include "screens/letters.h"

#define NBSP "\xC2\xA0"

/* The one language of this process: a person at the door reads one at a time. Main thread only. */
static struct {
    struct catalog *catalog;
    char language[8];
    bool plain_address; /* "anh/chị" */
} words;

/* Compound words that stay on one line (small letters). */
static const char *const compounds[] = {
    "đồng chí",  "giảng viên", "học viên",  "cán bộ",    "chi bộ",      "bí thư",    "điểm danh",
    "đăng ký",   "quản lý",    "lý luận",   "chính trị", "đảng viên",   "công tác",  "dữ liệu",
    "danh sách", "màn hình",   "ngân hàng", "căn cước",  "điện thoại",  "văn phòng", "thiết bị",
    "thiết lập", "phần mềm",   "cấu hình",  "kỹ thuật",  "bình thường", "gián đoạn", "tạm ngừng",
    "ghi nhận",  "buổi học",   "xác thực",  "xác nhận",  "đầu đọc",     "chạm thẻ",  "ra về",
};

int text_open(const char *dir, const char *language, struct error *err)
{
    char path[1024];
    if (strcmp(language, "vi") != 0 && strcmp(language, "en") != 0)
        return error_set(err, ERROR_CONFIG, "language '%.20s' is not known; write vi or en", language);
    int length = snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/diemdanh.mo", dir, language);
    if (length < 0 || (size_t)length >= sizeof path)
        return error_set(err, ERROR_CONFIG, "the folder of the translations has too long a name");
    struct catalog *catalog;
    int result = catalog_open(path, &catalog, err);
    if (result < 0)
        return result;
    catalog_close(words.catalog);
    words.catalog = catalog;
    snprintf(words.language, sizeof words.language, "%s", language);
    return 0;
}

const char *text_language(void)
{
    return words.language;
}

void text_address_set(const char *address)
{
    words.plain_address = address && strcmp(address, "anh_chi") == 0;
}

const char *text_get(const char *key)
{
    const char *text = words.catalog ? catalog_find(words.catalog, key) : NULL;
    return text && *text ? text : key;
}

/* Length in bytes of compound at text, without regard to case; 0 when it is not there. */
static size_t match(const char *text, const char *compound)
{
    const char *at = text;
    while (*compound) {
        if (letters_lower(letters_next(&at)) != letters_next(&compound))
            return 0;
    }
    return (size_t)(at - text);
}

/* Makes the space at *place non-breaking. False when there is no room for the byte that this takes. */
static bool join(char *out, size_t capacity, char *place)
{
    size_t used = strlen(out) + 1;
    if (used + 1 > capacity)
        return false;
    memmove(place + 2, place + 1, used - (size_t)(place + 1 - out));
    memcpy(place, NBSP, 2);
    return true;
}

static void glue_compounds(char *out, size_t capacity)
{
    for (char *at = out; *at;) {
        size_t length = 0;
        for (size_t i = 0; i < sizeof compounds / sizeof compounds[0] && length == 0; i++)
            length = match(at, compounds[i]);
        for (size_t i = 0; i < length; i++) {
            if (at[i] != ' ')
                continue;
            if (!join(out, capacity, at + i))
                return;
            i++, length++;
        }
        const char *next = at;
        letters_next(&next);
        at += length ? length : (size_t)(next - at);
    }
}

/* " – Khóa 3": the dash stays with the word before it, the number with "Khóa". */
static void glue_intake(char *out, size_t capacity)
{
    static const char *const forms[] = {" – Khóa ", " – Khoá "};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(forms[i]);
        for (char *at = out; (at = strstr(at, forms[i])) != NULL; at += length) {
            if (!join(out, capacity, at + length - 1) || !join(out, capacity, at))
                return;
        }
    }
}

char *text_glue(char *out, size_t capacity, const char *text)
{
    letters_copy(out, capacity, text);
    if (capacity > 0) {
        glue_compounds(out, capacity);
        glue_intake(out, capacity);
    }
    return out;
}

static const char *value_of(va_list pairs, const char *name, size_t length)
{
    for (const char *key; (key = va_arg(pairs, const char *)) != NULL;) {
        const char *value = va_arg(pairs, const char *);
        if (strlen(key) == length && memcmp(key, name, length) == 0)
            return value ? value : "";
    }
    return NULL;
}

/* Length of "đồng chí" at text where other words stand for it, which *out is set to; 0 = nothing of the kind. */
static size_t address_at(const char *text, const char **out)
{
    static const char small[] = "đồng chí", capital[] = "Đồng chí";
    if (!words.plain_address)
        return 0;
    if (strncmp(text, small, sizeof small - 1) == 0)
        *out = "anh/chị";
    else if (strncmp(text, capital, sizeof capital - 1) == 0)
        *out = "Anh/chị";
    else
        return 0;
    return sizeof small - 1;
}

/* A number and the word it counts stay on one line. */
static bool counts_next(const char *value, const char *rest)
{
    return value[0] && strspn(value, "0123456789.,") == strlen(value) && rest[0] == ' ' && rest[1] &&
           rest[1] != '{';
}

char *text_fill(char *out, size_t capacity, const char *key, ...)
{
    if (capacity == 0)
        return out;
    out[0] = '\0';
    for (const char *at = text_get(key); *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        const char *value = NULL;
        if (end) {
            va_list pairs;
            va_start(pairs, key);
            value = value_of(pairs, at + 1, (size_t)(end - at - 1));
            va_end(pairs);
        }
        char one[8] = {0};
        const char *next = at, *piece = value ? value : one;
        size_t address = value ? 0 : address_at(at, &piece);
        letters_next(&next);
        memcpy(one, at, (size_t)(next - at));
        size_t before = strlen(out), length = strlen(piece);
        letters_append(out, capacity, piece);
        if (strlen(out) < before + length)
            break; /* full: what follows must not close the gap */
        at = value ? end + 1 : address ? at + address : next;
        if (value && counts_next(value, at) && strlen(out) + 2 < capacity) {
            letters_append(out, capacity, NBSP);
            at++;
        }
    }
    if (strcmp(words.language, "vi") == 0)
        text_glue(out, capacity, out);
    return out;
}

/* Instants come from outside: those beyond any calendar stand at its ends. */
static void local_of(int64_t utc_ms, struct clock_local *out)
{
    static const int64_t first = -62135596800000, last = 253402300799999; /* the years 1 to 9999 */
    clock_local(utc_ms < first ? first : utc_ms > last ? last : utc_ms, out);
}

char *text_time_second(char *out, size_t capacity, int64_t utc_ms)
{
    struct clock_local local;
    local_of(utc_ms, &local);
    snprintf(out, capacity, "%02d:%02d:%02d", local.hour, local.minute, local.second);
    return out;
}

char *text_time(char *out, size_t capacity, int64_t utc_ms)
{
    struct clock_local local;
    local_of(utc_ms, &local);
    snprintf(out, capacity, "%02d:%02d", local.hour, local.minute);
    return out;
}

static char *date_fill(char *out, size_t capacity, const char *key, int64_t utc_ms)
{
    struct clock_local local;
    local_of(utc_ms, &local);
    char weekday[24], month[24], d[16], dd[16], mm[16], y[16];
    snprintf(weekday, sizeof weekday, "weekday.%d", local.weekday);
    snprintf(month, sizeof month, "month.%d", local.month);
    snprintf(d, sizeof d, "%d", local.day);
    snprintf(dd, sizeof dd, "%02d", local.day);
    snprintf(mm, sizeof mm, "%02d", local.month);
    snprintf(y, sizeof y, "%d", local.year);
    return text_fill(out, capacity, key, "w", text_get(weekday), "d", d, "dd", dd, "mm", mm, "mon",
                     text_get(month), "y", y, NULL);
}

char *text_date(char *out, size_t capacity, int64_t utc_ms)
{
    return date_fill(out, capacity, "date.long", utc_ms);
}

char *text_weekday_date(char *out, size_t capacity, int64_t utc_ms)
{
    return date_fill(out, capacity, "date.short", utc_ms);
}

char *text_day(char *out, size_t capacity, int64_t utc_ms)
{
    return date_fill(out, capacity, "date.day", utc_ms);
}

char *text_day_year(char *out, size_t capacity, int64_t utc_ms)
{
    return date_fill(out, capacity, "date.year", utc_ms);
}

char *text_number(char *out, size_t capacity, int64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)number);
    const char *separator = text_get("number.thousands");
    const char *at = digits;
    if (capacity == 0)
        return out;
    out[0] = '\0';
    if (*at == '-')
        letters_append(out, capacity, "-"), at++;
    for (size_t left = strlen(at); left > 0; left--, at++) {
        char one[2] = {*at, '\0'};
        letters_append(out, capacity, one);
        if (left > 1 && left % 3 == 1)
            letters_append(out, capacity, separator);
    }
    return out;
}

char *text_decimal(char *out, size_t capacity, int64_t tenths)
{
    char whole[40], part[2] = {0};
    uint64_t size = tenths < 0 ? (uint64_t)-tenths : (uint64_t)tenths;
    part[0] = (char)('0' + size % 10);
    text_number(whole, sizeof whole, (int64_t)(size / 10));
    letters_copy(out, capacity, tenths < 0 ? "-" : "");
    letters_append(out, capacity, whole);
    letters_append(out, capacity, text_get("number.decimal"));
    return letters_append(out, capacity, part);
}
