#include "office/pin_form.h"

#include <stdbool.h>
#include <string.h>

#define PIN_DIGITS 6

static int pin_number(const char *pin, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++)
        value = value * 10 + (pin[i] - '0');
    return value;
}

static bool pin_is_repeated(const char *pin)
{
    for (size_t group = 1; group <= PIN_DIGITS / 2; group++) {
        if (!memcmp(pin, pin + group, PIN_DIGITS - group))
            return true;
    }
    return false;
}

/* Each digit one more, or one less, than the one before; 9 and 0 are neighbours. */
static bool pin_is_run(const char *pin)
{
    int step = (pin[1] - pin[0] + 10) % 10;
    if (step != 1 && step != 9)
        return false;
    for (int i = 2; i < PIN_DIGITS; i++) {
        if ((pin[i] - pin[i - 1] + 10) % 10 != step)
            return false;
    }
    return true;
}

static bool pin_is_date(const char *pin)
{
    int day = pin_number(pin, 2), month = pin_number(pin + 2, 2), century = day,
        last = pin_number(pin + 4, 2);
    return (day >= 1 && day <= 31 && month >= 1 && month <= 12) ||
           ((century == 19 || century == 20) && last >= 1 && last <= 12);
}

const char *pin_problem(const char *pin)
{
    if (strlen(pin) != PIN_DIGITS || strspn(pin, "0123456789") != PIN_DIGITS)
        return "a PIN has 6 digits, 0-9; nothing was changed";
    if (pin_is_repeated(pin) || pin_is_run(pin))
        return "this PIN is too easy to guess: digits that repeat or count up or down; choose another";
    if (pin_is_date(pin))
        return "this PIN is too easy to guess: it reads as a date; choose another";
    return NULL;
}
