/* Decimal numbers to double, correctly rounded, without the locale. Nearly all of them have few
 * digits, for which one exact division or product does (Clinger, "How to read floating point
 * numbers accurately", 1990); the rest goes to strtod(). */
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "eval/text.h"

/* Digits and their weight: digits * 10^exponent. */
typedef struct decimal {
    uint64_t digits;
    int exponent;
    bool exact; /* all significant digits fit */
    bool any;
} decimal;

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

static const char *take_digits(const char *at, const char *end, decimal *d, int weight)
{
    for (; is_digit(at, end); at++) {
        d->any = true;
        unsigned digit = (unsigned)(*at - '0');
        if (d->digits < 1000000000000000000U) {
            d->digits = d->digits * 10 + digit;
            d->exponent -= weight;
        } else {
            d->exact = d->exact && digit == 0;
            d->exponent += 1 - weight;
        }
    }
    return at;
}

static const char *take_exponent(const char *at, const char *end, decimal *d)
{
    if (at == end || (*at != 'e' && *at != 'E'))
        return at;
    const char *digits = at + 1;
    bool negative = digits < end && *digits == '-';
    digits += digits < end && (*digits == '-' || *digits == '+');
    if (!is_digit(digits, end))
        return at;
    int exponent = 0;
    for (; is_digit(digits, end); digits++)
        if (exponent < 100000)
            exponent = exponent * 10 + (*digits - '0');
    d->exponent += negative ? -exponent : exponent;
    return digits;
}

/* What strtod() makes of [begin, end), whatever the locale's decimal point is. */
static double convert(const char *begin, const char *end)
{
    char text[400];
    const char *point = localeconv()->decimal_point;
    size_t length = 0, point_length = strlen(point);
    for (const char *c = begin; c < end && length + point_length < sizeof text - 1; c++) {
        if (*c == '.') {
            memcpy(text + length, point, point_length);
            length += point_length;
        } else {
            text[length++] = *c;
        }
    }
    text[length] = '\0';
    return strtod(text, NULL);
}

static bool take_word(const char **at, const char *end, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || strncasecmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool exact_value(decimal d, double *value)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    while (d.digits != 0 && d.exponent < 0 && d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    if (d.digits == 0)
        d.exponent = 0;
    if (!d.exact || d.digits > (uint64_t)1 << 53 || d.exponent < -22 || d.exponent > 22)
        return false;
    double digits = (double)d.digits;
    *value = d.exponent < 0 ? digits / power[-d.exponent] : digits * power[d.exponent];
    return true;
}

bool text_number(const char **at, const char *end, double *value)
{
    const char *begin = *at;
    bool negative = begin < end && *begin == '-';
    begin += begin < end && (*begin == '-' || *begin == '+');
    const char *next = begin;
    double magnitude;
    if (take_word(&next, end, "nan")) {
        magnitude = NAN;
    } else if (take_word(&next, end, "inf")) {
        magnitude = INFINITY;
    } else {
        decimal d = {.exact = true};
        next = take_digits(next, end, &d, 0);
        if (next < end && *next == '.')
            next = take_digits(next + 1, end, &d, 1);
        if (!d.any)
            return false;
        next = take_exponent(next, end, &d);
        if (!exact_value(d, &magnitude)) {
            if (next - begin > 300)
                return false;
            magnitude = convert(begin, next);
        }
    }
    *at = next;
    *value = negative ? -magnitude : magnitude;
    return true;
}
