/* Comparisons within what rounding allows. */
#include "support/near.h"

#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"

void near_check(const char *what, const float *got, const double *expected, int n, double tolerance)
{
    int worst = 0;
    for (int i = 0; i < n; i++) {
        double off = fabs((double)got[i] - expected[i]);
        if (!(off <= fabs((double)got[worst] - expected[worst])))
            worst = i;
    }
    ck_assert_msg(fabs((double)got[worst] - expected[worst]) <= tolerance,
                  "%s[%d] is %.9g, expected %.9g within %.2g", what, worst, (double)got[worst],
                  expected[worst], tolerance);
}

void near_fill(float *values, double *same, int n)
{
    for (int i = 0; i < n; i++) {
        values[i] = (float)rand() / (float)RAND_MAX * 2 - 1;
        if (same)
            same[i] = (double)values[i];
    }
}

double near_largest(const double *values, int n)
{
    double largest = 0;
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs(values[i]));
    return largest;
}

double near_sum(const double *values, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs(values[i]);
    return sum;
}

/* dL/dc = sum over the row of a (q - mean) (x - m) / s^2: a sums to 1, q and mean err by `error`
 * each (q's roundings, and four more of a, of the mean and of their difference), |x - m| <= size;
 * n rows make dL/du. For s there is a factor |x + m - 2c| / s more, for d at most n. */
near_axis near_axis_tolerance(fovea_gaussian axis, int n, int size, double q, int roundings)
{
    double error = (roundings + 4) * UNIT * q;
    double s = (double)axis.s, u = (double)axis.u, end = u + (double)axis.d * (n - 1);
    double reach = size + fmax(fabs(u), fabs(end));
    double of_u = n * 2 * error * size / (s * s);
    return (near_axis){{of_u, of_u * 2 * reach / s, of_u * n}};
}
