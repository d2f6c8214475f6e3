/* The report as JSON: it parses, and says what the scores say. */
#include "eval/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "support/check_main.h"
#include "support/report_input.h"

static cJSON *json_of(const report_input *in)
{
    char *text = report_input_json(in, FOVEA_OK);
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 1);
    ck_assert_msg(json, "no JSON at: %.60s", end ? end : text);
    free(text);
    return json;
}

/* Down a path like "trackers", 0, "all": the member, or the element of an array. */
static const cJSON *member(const cJSON *json, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, name);
    ck_assert_msg(found, "no %s", name);
    return found;
}

static const cJSON *element(const cJSON *json, const char *name, int i)
{
    const cJSON *found = cJSON_GetArrayItem(member(json, name), i);
    ck_assert_msg(found, "no %s[%d]", name, i);
    return found;
}

static void expect_value(const cJSON *number, double value)
{
    if (isfinite(value)) {
        ck_assert(cJSON_IsNumber(number));
        /* cJSON writes 15 digits, or 17. */
        ck_assert(fabs(number->valuedouble - value) <= 1e-14 * fabs(value));
    } else {
        ck_assert(cJSON_IsNull(number));
    }
}

START_TEST(every_measure_with_its_interval)
{
    report_input *in = report_input_open(2, 3, 60);
    cJSON *json = json_of(in);
    for (int t = 0; t < 2; t++) {
        const pooled_scores *s = in->tracker[t].all;
        const cJSON *all = member(element(json, "trackers", t), "all");
        ck_assert_str_eq(member(element(json, "trackers", t), "name")->valuestring,
                         in->tracker[t].name);
        for (int m = 0; m < MEASURES; m++) {
            const cJSON *one = member(member(all, "measures"), measure_about((measure)m)->key);
            expect_value(member(one, "value"), s->value[m]);
            if (isfinite(s->low[m]))
                expect_value(member(one, "low"), s->low[m]);
            else
                ck_assert(!cJSON_HasObjectItem(one, "low"));
        }
        for (int i = 0; i < OPE_SUCCESS_STEPS; i++)
            expect_value(element(member(all, "curves"), "success", i), s->ope.success[i]);
        for (int i = 0; i < CONFIDENCE_BINS; i++)
            expect_value(element(member(all, "reliability"), "hits", i), (double)s->bins.hits[i]);
        expect_value(member(member(all, "lost"), "should"), (double)s->lost.should);
        ck_assert_int_eq(cJSON_GetArraySize(member(element(json, "trackers", t), "attributes")), 2);
    }
    cJSON_Delete(json);
    report_input_close(in);
}
END_TEST

static void expect_stretch(const cJSON *of, const char *name, int first, int end)
{
    const cJSON *stretch = element(of, name, 0);
    ck_assert_int_eq(cJSON_GetArraySize(member(of, name)), 1);
    ck_assert_int_eq(cJSON_GetArrayItem(stretch, 0)->valueint, first);
    ck_assert_int_eq(cJSON_GetArrayItem(stretch, 1)->valueint, end);
}

START_TEST(frame_by_frame)
{
    report_input *in = report_input_open(1, 2, 60);
    cJSON *json = json_of(in);
    const cJSON *of = element(element(json, "trackers", 0), "sequences", 1);
    ck_assert_str_eq(member(of, "name")->valuestring, "sequence 1");
    ck_assert_int_eq(cJSON_GetArraySize(member(of, "iou")), 60);
    for (int i = 0; i < 60; i++) {
        const frame_score *f = &in->list[1]->frame[i];
        const cJSON *iou = element(of, "iou", i);
        ck_assert_int_eq(cJSON_IsNull(iou), isnan(f->iou) ? 1 : 0);
        if (!isnan(f->iou))
            ck_assert_double_eq_tol(iou->valuedouble, f->iou, 0.5e-4 + 1e-12);
    }
    expect_stretch(of, "absent", 20, 30);
    expect_stretch(of, "lost", 25, 35);
    ck_assert_int_eq(cJSON_GetArraySize(member(of, "uncertain")), 0);
    cJSON_Delete(json);
    report_input_close(in);
}
END_TEST

START_TEST(hostile_names_and_missing_results)
{
    report_input *in = report_input_open(2, 2, 40);
    in->report.title = "\"\\\x01\xff\xe6\xbc\xa2";
    in->tracker[0].name = "a\"b\nc";
    in->list[0] = NULL;
    in->tracker[1].attribute = NULL;
    cJSON *json = json_of(in);
    ck_assert_str_eq(member(json, "title")->valuestring,
                     "\"\\\xef\xbf\xbd\xef\xbf\xbd\xe6\xbc\xa2");
    const cJSON *first = element(json, "trackers", 0);
    ck_assert_str_eq(member(first, "name")->valuestring, "a\"b\nc");
    ck_assert_int_eq(cJSON_GetArraySize(member(first, "sequences")), 1);
    ck_assert_str_eq(member(element(first, "sequences", 0), "name")->valuestring, "sequence 1");
    ck_assert_int_eq(cJSON_GetArraySize(member(element(json, "trackers", 1), "attributes")), 0);
    cJSON_Delete(json);
    report_input_close(in);
}
END_TEST

START_TEST(nothing_to_report)
{
    report_input *in = report_input_open(1, 0, 1);
    cJSON *json = json_of(in);
    ck_assert_int_eq(cJSON_GetArraySize(member(json, "sequences")), 0);
    ck_assert_int_eq(cJSON_GetArraySize(member(element(json, "trackers", 0), "sequences")), 0);
    cJSON_Delete(json);
    report_input_close(in);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report_json");
    TCase *c = tcase_create("json");
    tcase_add_test(c, every_measure_with_its_interval);
    tcase_add_test(c, frame_by_frame);
    tcase_add_test(c, hostile_names_and_missing_results);
    tcase_add_test(c, nothing_to_report);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
