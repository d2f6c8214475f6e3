/* Sequences and lists of names. */
#include "eval/sequence.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/check_main.h"

START_TEST(names_are_kept_found_and_sorted)
{
    name_list list = {0};
    char name[16];
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "name-%03d", i * 7 % 300);
        ck_assert_int_eq(name_list_add(&list, name), FOVEA_OK);
    }
    ck_assert_int_eq(list.count, 300);
    ck_assert_int_eq(name_list_find(&list, "name-007"), 1);
    ck_assert_int_eq(name_list_find(&list, "name"), -1);
    name_list_sort(&list);
    ck_assert_int_eq(name_list_find(&list, "name-007"), 7);
    ck_assert_str_eq(list.name[299], "name-299");
    name_list_free(&list);
    name_list_free(&list);
    ck_assert_int_eq(list.count, 0);
}
END_TEST

START_TEST(a_sequence_starts_where_the_object_can_be_given)
{
    annotation frames[] = {
        {.box = {NAN, NAN, NAN, NAN}, .absent = true},
        {.box = {NAN, NAN, NAN, NAN}},
        {.box = {1, 2, 3, 4}, .absent = true},
        {.box = {1, 2, 0.5F, 4}},
        {.box = {1, 2, 3, 4}},
    };
    sequence s = {.annotation = frames, .frames = 5};
    ck_assert_int_eq(sequence_start(&s), 4);
    s.frames = 4;
    ck_assert_int_eq(sequence_start(&s), -1);
}
END_TEST

START_TEST(closing_twice_is_harmless)
{
    sequence s = {.frames = 1,
                  .annotation = calloc(1, sizeof(annotation)),
                  .region = calloc(1, sizeof(region))};
    static const char mask[] = "m0,0,2,2,1,2";
    ck_assert_int_eq(region_parse(&s.region[0], mask, mask + sizeof mask - 1), FOVEA_OK);
    ck_assert_int_eq(name_list_add(&s.tag, "occlusion"), FOVEA_OK);
    sequence_close(&s);
    sequence_close(&s);
    ck_assert_ptr_null(s.annotation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sequence");
    TCase *tests = tcase_create("sequence");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, names_are_kept_found_and_sorted);
    tcase_add_test(tests, a_sequence_starts_where_the_object_can_be_given);
    tcase_add_test(tests, closing_twice_is_harmless);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
