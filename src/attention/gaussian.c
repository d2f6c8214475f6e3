/* Gaussian masks, dense, and their gradients.
 *
 * The text's listing cannot be taken as it stands: it uses a name that is defined nowhere, calls
 * the mask by another name than it is defined under, and normalises by
 *
 *     mask / (sum(mask) + eps).
 *
 * Where a Gaussian is far outside the image, or so thin that it falls between two pixels, all of
 * its values are far below eps: the row is all but zero, the glimpse black, and its gradient, which
 * is as small, cannot bring the window back. The right form is a softmax of the logits
 * l_j = -(j - c)^2 / (2 s^2), with the row's largest taken off before exp: the sum is at least 1,
 * needs no eps, and the row sums to 1 wherever it is. Its gradients are those of a softmax,
 *
 *     dL/dl_j = a_j (q_j - sum_k a_k q_k),  q = dL/da,
 *     dl_j/dc = (j - c) / s^2,              dl_j/ds = (j - c)^2 / s^3,
 *
 * and since dL/dl sums to 0 over the row, c and c^2 may be replaced by what is constant in j: the
 * heaviest pixel m takes their place, which keeps digits where c is far away. */
#include "attention/gaussian.h"

#include <string.h>

#include "attention/check.h"

/* Least standard deviation on a strided view, in its pixels. */
#define STRIDED_S 0.75F

/* exp() of less is 0 in floats, subnormal ones included. */
#define LOGIT_MIN (-104.0)

fovea_gaussian fovea_gaussian_cover(float x, float w, int n)
{
    float d = w / (float)n;
    return (fovea_gaussian){.u = x + d / 2 - 0.5F, .s = fmaxf(d / 2, 0.5F), .d = d};
}

fovea_gaussian fovea_gaussian_subsample(fovea_gaussian axis, int ratio)
{
    float r = (float)ratio;
    return (fovea_gaussian){
        .u = (axis.u + 0.5F) / r - 0.5F, .s = fmaxf(axis.s / r, 0.5F), .d = axis.d / r};
}

void fovea_gaussian_stride(fovea_gaussian axis, int size, int *stride, int *first)
{
    *stride = axis.s >= 2 * STRIDED_S ? (int)fminf(axis.s / STRIDED_S, (float)size) : 1;
    *first = (*stride - 1) / 2;
}

/* The logit of pixel j less that of m: (j - c)^2 - (m - c)^2 is factored, exact also where c is
 * far outside. */
static double logit(double j, double m, double centre, double s)
{
    return -(j - m) * (j + m - 2 * centre) / (2 * s * s);
}

static void mask_row(float *row, double centre, double s, int size)
{
    double m = fmin(fmax(nearbyint(centre), 0), size - 1), sum = 0;
    int first = (int)m, end = first + 1;
    while (first > 0 && logit(first - 1, m, centre, s) > LOGIT_MIN)
        first--;
    while (end < size && logit(end, m, centre, s) > LOGIT_MIN)
        end++;
    memset(row, 0, (size_t)size * sizeof *row);
    for (int j = first; j < end; j++)
        sum += exp(logit(j, m, centre, s));
    for (int j = first; j < end; j++)
        row[j] = (float)(exp(logit(j, m, centre, s)) / sum);
}

fovea_status fovea_gaussian_mask(float *mask, fovea_gaussian axis, int n, int size)
{
    if (!mask || !gaussian_valid(axis) || !sides_valid(n, size))
        return FOVEA_ERR_ARG;
    for (int i = 0; i < n; i++)
        mask_row(mask + area(i, size), axis.u + (double)i * axis.d, axis.s, size);
    return FOVEA_OK;
}

fovea_row_gradient fovea_gaussian_row_backward(const float *weight, const float *grad,
                                               ptrdiff_t step, int count, double first,
                                               double stride, double centre, double s)
{
    double sum = 0, mean = 0;
    int heaviest = 0;
    for (int k = 0; k < count; k++) {
        double a = (double)weight[k * step];
        sum += a;
        mean += a * (double)grad[k * step];
        if (weight[k * step] > weight[heaviest * step])
            heaviest = k;
    }
    mean /= sum;
    double m = first + heaviest * stride;
    fovea_row_gradient g = {0, 0};
    for (int k = 0; k < count; k++) {
        double x = first + k * stride;
        double pull = (double)weight[k * step] * ((double)grad[k * step] - mean) * (x - m);
        g.centre += pull;
        g.s += pull * (x + m - 2 * centre);
    }
    return (fovea_row_gradient){g.centre / (s * s), g.s / (s * s * s)};
}

void fovea_axis_gradient_add(fovea_axis_gradient *sum, fovea_row_gradient row, int i)
{
    sum->u += row.centre;
    sum->s += row.s;
    sum->d += i * row.centre;
}

void fovea_axis_gradient_store(fovea_gaussian *grad_axis, fovea_axis_gradient sum)
{
    grad_axis->u = saturate((double)grad_axis->u + sum.u);
    grad_axis->s = saturate((double)grad_axis->s + sum.s);
    grad_axis->d = saturate((double)grad_axis->d + sum.d);
}

fovea_status fovea_gaussian_mask_backward(fovea_gaussian *grad_axis, const float *grad_mask,
                                          const float *mask, fovea_gaussian axis, int n, int size)
{
    if (!grad_axis || !grad_mask || !mask || !gaussian_valid(axis) || !sides_valid(n, size))
        return FOVEA_ERR_ARG;
    fovea_axis_gradient sum = {0, 0, 0};
    for (int i = 0; i < n; i++) {
        ptrdiff_t row = area(i, size);
        double centre = axis.u + (double)i * axis.d;
        fovea_axis_gradient_add(
            &sum,
            fovea_gaussian_row_backward(mask + row, grad_mask + row, 1, size, 0, 1, centre, axis.s),
            i);
    }
    fovea_axis_gradient_store(grad_axis, sum);
    return FOVEA_OK;
}
