/* Texts of the command line to values, strictly. strtod() and strtoll() are lenient (blanks,
 * "inf", hexadecimal, saturation); what they may see is checked first. */
#include "cli/parse.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool parse_integer(const char *text, int64_t min, int64_t max, int64_t *value)
{
    const char *digits = text + (*text == '-');
    if (!isdigit((unsigned char)*digits))
        return false;
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (*end != '\0' || errno == ERANGE || number < min || number > max)
        return false;
    *value = number;
    return true;
}

/* A plain finite decimal number at *text; moves *text behind it. */
static bool take_number(const char **text, double *value)
{
    const char *digits = *text + (**text == '-' || **text == '+');
    digits += *digits == '.';
    if (!isdigit((unsigned char)*digits) || tolower((unsigned char)digits[1]) == 'x')
        return false;
    char *end;
    double number = strtod(*text, &end);
    if (!isfinite(number))
        return false;
    *text = end;
    *value = number;
    return true;
}

int parse_numbers(const char *text, float *value, int most)
{
    for (int count = 0; count < most;) {
        double number;
        if (!take_number(&text, &number) || !isfinite((float)number))
            return 0;
        value[count++] = (float)number;
        if (*text == '\0')
            return count;
        if (*text++ != ',')
            return 0;
    }
    return 0;
}

bool parse_box(const char *text, fovea_box *box)
{
    float side[4];
    if (parse_numbers(text, side, 4) != 4 || side[2] < 1 || side[3] < 1)
        return false;
    *box = (fovea_box){side[0], side[1], side[2], side[3]};
    return true;
}

/* "4.5s" */
static bool parse_seconds(const char *text, double *seconds)
{
    double number;
    if (*text == '-' || !take_number(&text, &number) || strcmp(text, "s") != 0)
        return false;
    *seconds = number;
    return true;
}

/* "[hours:]minutes:seconds"; all but the first field stay below 60. */
static bool parse_clock(const char *text, double *seconds)
{
    double total = 0;
    int fields = 0;
    for (;; text++, fields++) {
        const char *start = text;
        double field;
        if (!isdigit((unsigned char)*text) || !take_number(&text, &field))
            return false;
        bool last = *text == '\0';
        bool whole = strspn(start, "0123456789") == (size_t)(text - start);
        if ((!last && (*text != ':' || !whole)) || (fields > 0 && field >= 60))
            return false;
        total = total * 60 + field;
        if (last)
            break;
    }
    if (fields < 1 || fields > 2 || !isfinite(total))
        return false;
    *seconds = total;
    return true;
}

bool parse_position(const char *text, source_position *position)
{
    int64_t number;
    double seconds;
    if (parse_integer(text, 0, INT64_MAX, &number))
        *position = (source_position){.kind = SOURCE_POSITION_FRAME, .frame = number};
    else if (parse_seconds(text, &seconds) || parse_clock(text, &seconds))
        *position = (source_position){.kind = SOURCE_POSITION_TIME, .seconds = seconds};
    else
        return false;
    return true;
}

bool parse_cpu(const char *text, fovea_cpu *cpu)
{
    static const struct {
        const char *name;
        fovea_cpu cpu;
    } levels[] = {{"c", FOVEA_CPU_C},
                  {"avx2", FOVEA_CPU_AVX2},
                  {"avx512", FOVEA_CPU_AVX512},
                  {"vnni", FOVEA_CPU_VNNI}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (strcmp(text, levels[i].name) == 0) {
            *cpu = levels[i].cpu;
            return true;
        }
    }
    return false;
}
