/* Texts of the command line to values: what is taken, and what is refused. */
#include "cli/parse.h"
#include "support/check_main.h"

START_TEST(integers)
{
    int64_t value = -7;
    ck_assert(parse_integer("0", 0, 10, &value) && value == 0);
    ck_assert(parse_integer("10", 0, 10, &value) && value == 10);
    ck_assert(parse_integer("-3", -5, 5, &value) && value == -3);
    ck_assert(parse_integer("9223372036854775807", 0, INT64_MAX, &value) && value == INT64_MAX);
    static const char *const bad[] = {"",    "11",  "-1",  " 1",  "1 ",  "1x",
                                      "+1",  "0x1", "1e2", "--1", "1.0", "9223372036854775808",
                                      "ten", "-",   "1\n"};
    value = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!parse_integer(bad[i], 0, 10, &value), "'%s' was taken", bad[i]);
    ck_assert(!parse_integer("9223372036854775808", 0, INT64_MAX, &value));
    ck_assert_int_eq(value, 42);
}
END_TEST

START_TEST(boxes)
{
    fovea_box box;
    ck_assert(parse_box("10,20,30,40", &box));
    ck_assert(box.x == 10 && box.y == 20 && box.w == 30 && box.h == 40);
    ck_assert(parse_box("-1.5,.25,1,1e2", &box));
    ck_assert(box.x == -1.5F && box.y == 0.25F && box.w == 1 && box.h == 100);
    static const char *const bad[] = {
        "",           "10,20,30",    "10,20,30,40,50", "10,20,30,40 ", " 10,20,30,40",
        "10, 20,3,4", "10;20;30;40", "10,20,0,40",     "10,20,30,0",   "10,20,-30,40",
        "nan,0,9,9",  "0,0,nan,9",   "0,0,inf,9",      "1e39,0,9,9",   "0,0,1e999,9",
        "0x10,0,9,9", "a,b,c,d",     "10,20,,40",      "10,20,30,",    "0,0,0.5,9",
        ",,,",        "1,2,3,4x"};
    box = (fovea_box){1, 2, 3, 4};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!parse_box(bad[i], &box), "'%s' was taken", bad[i]);
    ck_assert(box.x == 1 && box.y == 2 && box.w == 3 && box.h == 4);
}
END_TEST

START_TEST(numbers)
{
    float value[3];
    ck_assert_int_eq(parse_numbers("1", value, 3), 1);
    ck_assert_int_eq(parse_numbers("-1.5,2e1,.25", value, 3), 3);
    ck_assert(value[0] == -1.5F && value[1] == 20 && value[2] == 0.25F);
    static const char *const bad[] = {"",     ",",     "1,",    ",1",   "1,2,3,4", "1;2",
                                      "1, 2", "nan,1", "1,inf", "1e39", "1,2x",    "0x1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(parse_numbers(bad[i], value, 3) == 0, "'%s' was taken", bad[i]);
}
END_TEST

START_TEST(positions)
{
    source_position p;
    ck_assert(parse_position("120", &p));
    ck_assert(p.kind == SOURCE_POSITION_FRAME && p.frame == 120);
    static const struct {
        const char *text;
        double seconds;
    } times[] = {{"4.5s", 4.5},        {"0s", 0},          {".5s", 0.5},
                 {"00:01:02.5", 62.5}, {"01:02", 62},      {"1:00:00", 3600},
                 {"90:30", 5430},      {"0:0:0.25", 0.25}, {"100:00:01", 360001}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        ck_assert_msg(parse_position(times[i].text, &p), "'%s'", times[i].text);
        ck_assert(p.kind == SOURCE_POSITION_TIME);
        ck_assert_double_eq_tol(p.seconds, times[i].seconds, 1e-9);
    }
    static const char *const bad[] = {
        "",        "-1",      "4.5",  "s",    "-4s",    "4 s",     "4.5ss",    "1:60",
        "1:61:00", "1:2:3:4", ":30",  "30:",  "1.5:00", "1:00:60", "nans",     "infs",
        "1e999s",  "0x4s",    "1:-1", "1: 1", "1:0x1",  "12a",     "00:01:02s"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!parse_position(bad[i], &p), "'%s' was taken", bad[i]);
}
END_TEST

START_TEST(cpus)
{
    fovea_cpu cpu = FOVEA_CPU_BEST;
    ck_assert(parse_cpu("c", &cpu) && cpu == FOVEA_CPU_C);
    ck_assert(parse_cpu("avx2", &cpu) && cpu == FOVEA_CPU_AVX2);
    ck_assert(parse_cpu("avx512", &cpu) && cpu == FOVEA_CPU_AVX512);
    ck_assert(parse_cpu("vnni", &cpu) && cpu == FOVEA_CPU_VNNI);
    ck_assert(!parse_cpu("C", &cpu) && !parse_cpu("", &cpu) && !parse_cpu("avx", &cpu));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_parse");
    TCase *all = tcase_create("parse");
    tcase_add_test(all, integers);
    tcase_add_test(all, boxes);
    tcase_add_test(all, numbers);
    tcase_add_test(all, positions);
    tcase_add_test(all, cpus);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
