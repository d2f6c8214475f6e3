/* Reappearances, and the starts of spatial robustness: cases made by hand. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "eval/reappear.h"
#include "eval/sre.h"
#include "support/check_main.h"

static frame_score seen(double iou, fovea_state state)
{
    return (frame_score){.iou = iou, .confidence = 0.5F, .state = (uint8_t)state};
}

static frame_score away(void)
{
    frame_score f = seen(NAN, FOVEA_LOST);
    f.absent = true;
    return f;
}

static void expect(const reappearance *r, int frame, int absent, int found)
{
    ck_assert_int_eq(r->frame, frame);
    ck_assert_int_eq(r->absent, absent);
    ck_assert_int_eq(r->found, found);
}

START_TEST(one_by_one)
{
    const frame_score frame[] = {
        seen(1, FOVEA_TRACKING),    /* 0                                     */
        seen(0, FOVEA_LOST),        /* 1: a loss is no absence               */
        away(),                     /* 2                                     */
        away(),                     /* 3                                     */
        seen(0.4, FOVEA_TRACKING),  /* 4: back                               */
        seen(0.9, FOVEA_LOST),      /* 5: on it, but does not know           */
        seen(NAN, FOVEA_TRACKING),  /* 6: nobody says                        */
        seen(0.6, FOVEA_UNCERTAIN), /* 7: re-found in the third frame        */
        away(),                     /* 8                                     */
        seen(NAN, FOVEA_LOST),      /* 9: nobody says whether it is back     */
        seen(0.5, FOVEA_TRACKING),  /* 10: back; .5 is not above it          */
        away(),                     /* 11: gone before it was found          */
        seen(0.7, FOVEA_TRACKING),  /* 12: back and found                    */
        away(),                     /* 13: never again                       */
    };
    const int frames = sizeof frame / sizeof *frame;
    reappearance r = {0};
    ck_assert(reappear_next(&r, frame, frames));
    expect(&r, 4, 2, 3);
    ck_assert(reappear_next(&r, frame, frames));
    expect(&r, 10, 1, 0);
    ck_assert(reappear_next(&r, frame, frames));
    expect(&r, 12, 1, 1);
    ck_assert(!reappear_next(&r, frame, frames));
    expect(&r, 12, 1, 1);

    reappear_counts s = reappear_score(frame, frames), sum = s;
    ck_assert_int_eq(s.all, 3);
    ck_assert_int_eq(s.soon, 2);
    reappear_add(&sum, &s, 3);
    ck_assert_int_eq(sum.all, 12);
    ck_assert_double_eq(reappear_share(&sum), 2.0 / 3);
    s = reappear_score(frame, 2);
    ck_assert(isnan(reappear_share(&s)));
}
END_TEST

/* The tenth frame is soon, the eleventh is not. */
START_TEST(within_ten)
{
    for (int late = 0; late < 2; late++) {
        frame_score frame[2 + REFIND_FRAMES + 1] = {seen(1, FOVEA_TRACKING), away()};
        int frames = sizeof frame / sizeof *frame, hit = 2 + REFIND_FRAMES - 1 + late;
        for (int k = 2; k < frames; k++)
            frame[k] = seen(k == hit ? 0.8 : 0, FOVEA_TRACKING);
        reappearance r = {0};
        ck_assert(reappear_next(&r, frame, frames));
        expect(&r, 2, 1, REFIND_FRAMES + late);
        ck_assert_int_eq(reappear_score(frame, frames).soon, !late);
    }
}
END_TEST

START_TEST(robust_starts)
{
    const fovea_box box = {100, 50, 40, 20};
    double x = 0, y = 0;
    int moved = 0;
    for (int i = 0; i <= SRE_STARTS; i++) {
        fovea_box b = sre_box(box, i);
        char name[64];
        snprintf(name, sizeof name, "tracker%s", sre_suffix(i));
        ck_assert_int_eq(sre_start_of(name), i);
        ck_assert_float_eq_tol(b.w / b.h, 2, 1e-5F);
        double dx = b.x + b.w / 2 - 120, dy = b.y + b.h / 2 - 60;
        bool centred = fabs(dx) < 1e-4 && fabs(dy) < 1e-4;
        moved += !centred;
        if (!centred)
            ck_assert_float_eq(b.w, 40);
        x += dx;
        y += dy;
    }
    ck_assert_int_eq(moved, 8);
    ck_assert_double_eq_tol(x, 0, 1e-4);
    ck_assert_double_eq_tol(y, 0, 1e-4);
    fovea_box same = sre_box(box, 0);
    ck_assert_mem_eq(&same, &box, sizeof box);
    fovea_box corner = sre_box(box, sre_start_of("+down-left"));
    ck_assert_float_eq_tol(corner.x, 96, 1e-4F);
    ck_assert_float_eq_tol(corner.y, 52, 1e-4F);
    fovea_box large = sre_box(box, sre_start_of("a+b+1.2"));
    ck_assert_float_eq_tol(large.x, 96, 1e-4F);
    ck_assert_float_eq_tol(large.w, 48, 1e-4F);
    ck_assert_int_eq(sre_start_of("c++"), 0);
    ck_assert_int_eq(sre_start_of("left"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reappear");
    TCase *cases = tcase_create("by hand");
    tcase_add_test(cases, one_by_one);
    tcase_add_test(cases, within_ten);
    tcase_add_test(cases, robust_starts);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
