/* The metrics against an independent implementation: the vectors in tests/parity/metrics, made by
 * scripts/make_metric_vectors.py. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval/scores.h"
#include "eval/vot.h"
#include "support/check_main.h"

enum { SEQUENCES_MAX = 16, RULES = 5, NAME = 32 };

static const char *const rules_name[RULES] = {"annotated", "lasot", "otb", "pysot", "pysot_lasot"};

/* Read once, before the tests. */
typedef struct film {
    char name[NAME];
    sequence sequence;
    trajectory trajectory;
    int start, class_of;
} film;

static film films[SEQUENCES_MAX];
static int film_count;

static FILE *open_vectors(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", FOVEA_METRIC_VECTORS, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    return file;
}

static void need(bool right, const char *what)
{
    if (!right) {
        fprintf(stderr, "tests/parity/metrics: %s\n", what);
        exit(1);
    }
}

/* Names of classes to numbers, in the order of their first use. */
static int class_number(const char *group)
{
    static char known[SEQUENCES_MAX][NAME];
    if (strcmp(group, "-") == 0)
        return -1;
    int i = 0;
    while (known[i][0] && strcmp(known[i], group) != 0)
        i++;
    strcpy(known[i], group);
    return i;
}

static void read_frame(FILE *file, annotation *a, trajectory_row *row)
{
    int absent, cover, state;
    fovea_box *t = &a->box, *b = &row->box;
    int n = fscanf(file, "%d %d %d %f %f %f %f %f %f %f %f %f %lf %lf", &absent, &cover, &state,
                   &t->x, &t->y, &t->w, &t->h, &b->x, &b->y, &b->w, &b->h, &row->confidence,
                   &row->step_s, &row->decode_s);
    need(n == 14, "sequences.txt: a frame of 14 numbers expected");
    a->absent = absent;
    a->cover = (int8_t)cover;
    row->state = (fovea_state)state;
}

static void read_films(void)
{
    FILE *file = open_vectors("sequences.txt");
    char group[NAME];
    film f = {0};
    while (fscanf(file, " sequence %31s %d %d %f %d %d %31s", f.name, &f.sequence.frames, &f.start,
                  &f.sequence.origin, &f.sequence.width, &f.sequence.height, group) == 7) {
        need(film_count < SEQUENCES_MAX, "too many sequences");
        f.class_of = class_number(group);
        f.sequence.annotation = calloc((size_t)f.sequence.frames, sizeof *f.sequence.annotation);
        need(trajectory_open(&f.trajectory, f.sequence.frames) == FOVEA_OK, "no memory");
        for (int i = 0; i < f.sequence.frames; i++)
            read_frame(file, &f.sequence.annotation[i], &f.trajectory.row[i]);
        films[film_count++] = f;
    }
    need(feof(file) && film_count > 0, "sequences.txt: 'sequence NAME ...' expected");
    fclose(file);
}

static void free_films(void)
{
    for (int i = 0; i < film_count; i++) {
        free(films[i].sequence.annotation);
        trajectory_close(&films[i].trajectory);
    }
}

/* ---- what the C code makes of them ------------------------------------------------------ */

/* All of it under one set of rules. */
typedef struct outcome {
    sequence_scores one[SEQUENCES_MAX];
    pooled_scores all;
} outcome;

static outcome *score(ope_rules rules, int resamples)
{
    outcome *o = malloc(sizeof *o);
    const sequence_scores *list[SEQUENCES_MAX];
    int class_of[SEQUENCES_MAX];
    for (int i = 0; i < film_count; i++) {
        const film *f = &films[i];
        ck_assert_int_eq(scores_open(&o->one[i], &f->sequence, f->start, &f->trajectory, rules),
                         FOVEA_OK);
        list[i] = &o->one[i];
        class_of[i] = f->class_of;
    }
    pool_options options = {.class_of = class_of, .resamples = resamples, .level = 0.9, .seed = 7};
    ck_assert_int_eq(scores_pool(&o->all, list, film_count, &options), FOVEA_OK);
    return o;
}

static void forget(outcome *o)
{
    for (int i = 0; i < film_count; i++)
        scores_close(&o->one[i]);
    free(o);
}

static double curve_value(const ope_scores *s, const confidence_bins *bins, const char *key, int i)
{
    if (strcmp(key, "success") == 0)
        return s->success[i];
    if (strcmp(key, "precision") == 0)
        return s->precision[i];
    if (strcmp(key, "norm_precision") == 0)
        return s->norm_precision[i];
    if (strcmp(key, "bin_frames") == 0)
        return (double)bins->frames[i];
    if (strcmp(key, "bin_hits") == 0)
        return (double)bins->hits[i];
    ck_assert_str_eq(key, "bin_sum");
    return bins->sum[i];
}

static double figure(const outcome *o, const char *scope, const char *key)
{
    char word[NAME];
    int i = 0, index;
    while (i < film_count && strcmp(films[i].name, scope) != 0)
        i++;
    bool all = i == film_count;
    if (all)
        ck_assert_str_eq(scope, "all");
    if (sscanf(key, "%31[a-z_][%d]", word, &index) == 2)
        return curve_value(all ? &o->all.ope : &o->one[i].ope, all ? &o->all.bins : &o->one[i].bins,
                           word, index);
    const double *value = all ? o->all.value : o->one[i].value;
    snprintf(word, sizeof word, "%s", key);
    char *dot = strchr(word, '.');
    if (dot) {
        value = strcmp(dot, ".low") == 0 ? o->all.low : o->all.high;
        *dot = 0;
    }
    for (int m = 0; m < MEASURES; m++)
        if (strcmp(measure_about((measure)m)->key, word) == 0)
            return value[m];
    ck_abort_msg("no measure %s", key);
}

static void expect_near(double got, double expected, const char *scope, const char *rules,
                        const char *key)
{
    bool same =
        isnan(expected) ? isnan(got) : fabs(got - expected) <= 1e-6 * fmax(1, fabs(expected));
    ck_assert_msg(same, "%s %s %s: %.9g, expected %.9g", scope, rules, key, got, expected);
}

/* The lines of expected.txt whose second word is `rules` and that `take` accepts by their first. */
typedef struct expectation {
    FILE *file;
    char scope[NAME], rules[NAME], key[NAME];
    double value;
} expectation;

static bool next_line(expectation *e)
{
    int n = fscanf(e->file, "%31s %31s %31s %lf", e->scope, e->rules, e->key, &e->value);
    ck_assert(n == 4 || n == EOF);
    return n == 4;
}

START_TEST(one_pass_and_the_rest)
{
    outcome *o = score((ope_rules)_i, _i == 0 ? 200 : 0);
    expectation e = {.file = open_vectors("expected.txt")};
    int checked = 0;
    while (next_line(&e)) {
        if (strcmp(e.rules, rules_name[_i]) == 0) {
            expect_near(figure(o, e.scope, e.key), e.value, e.scope, e.rules, e.key);
            checked++;
        }
    }
    fclose(e.file);
    ck_assert_int_gt(checked, 200);
    forget(o);
}
END_TEST

/* ---- VOT -------------------------------------------------------------------------------- */

/* "-0.5": absent; U, S, F: codes of a supervised run. */
static void read_overlap(FILE *file, double *overlap, bool *absent, vot_code *code)
{
    char word[NAME];
    need(fscanf(file, "%31s", word) == 1, "runs.txt: an overlap expected");
    *code = word[0] == 'U'   ? VOT_UNKNOWN
            : word[0] == 'S' ? VOT_START
            : word[0] == 'F' ? VOT_FAILURE
                             : VOT_REGION;
    *overlap = *code == VOT_REGION ? fabs(strtod(word, NULL)) : 0;
    *absent = word[0] == '-';
}

static void add_run(FILE *file, vot_sequence *s, const vot_rules *rules)
{
    static double overlap[1000];
    static bool absent[1000];
    static vot_code code[1000];
    int frames;
    need(fscanf(file, "%d", &frames) == 1 && frames <= 1000, "runs.txt: a length expected");
    for (int i = 0; i < frames; i++)
        read_overlap(file, &overlap[i], &absent[i], &code[i]);
    if (rules->multistart)
        vot_add_run(s, rules, overlap, absent, frames);
    else
        vot_add_supervised(s, rules, overlap, code, frames);
}

/* The scores of runs.txt's sequences of the rules' kind. */
static vot_scores score_runs(const vot_rules *rules)
{
    static vot_sequence sequences[SEQUENCES_MAX], other;
    const vot_sequence *list[SEQUENCES_MAX];
    FILE *file = open_vectors("runs.txt");
    char kind[NAME];
    int count = 0, frames, runs;
    while (fscanf(file, "%31s %d %d", kind, &frames, &runs) == 3) {
        bool ours = (strcmp(kind, "multistart") == 0) == rules->multistart;
        vot_sequence *s = ours ? &sequences[count] : &other;
        *s = (vot_sequence){.frames = frames};
        if (ours)
            list[count++] = s;
        for (int i = 0; i < runs; i++)
            add_run(file, s, rules);
    }
    fclose(file);
    ck_assert_int_ge(count, 3);
    return vot_score(rules, list, NULL, count);
}

static double vot_figure(const vot_scores *s, const char *key)
{
    int j;
    if (sscanf(key, "curve[%d]", &j) == 1)
        return isnan(s->curve[j]) ? 0 : s->curve[j]; /* the toolkit's 0 for nothing */
    if (strcmp(key, "accuracy") == 0)
        return s->accuracy;
    if (strcmp(key, "robustness") == 0)
        return s->robustness;
    ck_assert_str_eq(key, "eao");
    return s->eao;
}

START_TEST(runs)
{
    expectation e = {.file = open_vectors("expected.txt")};
    int checked = 0;
    while (next_line(&e)) {
        vot_rules rules;
        ck_assert_int_eq(vot_rules_of(&rules, 2020), FOVEA_OK);
        rules.multistart = strcmp(e.scope, "multistart") == 0;
        if (sscanf(e.rules, "%d-%d", &rules.low, &rules.high) != 2)
            continue;
        vot_scores scores = score_runs(&rules);
        expect_near(vot_figure(&scores, e.key), e.value, e.scope, e.rules, e.key);
        checked++;
    }
    fclose(e.file);
    ck_assert_int_gt(checked, 30);
}
END_TEST

int main(void)
{
    read_films();
    Suite *suite = suite_create("metrics_parity");
    TCase *cases = tcase_create("vectors");
    tcase_add_loop_test(cases, one_pass_and_the_rest, 0, RULES);
    tcase_add_test(cases, runs);
    suite_add_tcase(suite, cases);
    int failed = check_main(suite);
    free_films();
    return failed;
}
