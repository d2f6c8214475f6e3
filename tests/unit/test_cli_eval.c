/* The parts of `fovea eval`: threads that share work, child processes, results on disk. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/eval_children.h"
#include "cli/eval_hash.h"
#include "cli/eval_pool.h"
#include "cli/eval_store.h"
#include "eval/text.h"
#include "support/check_main.h"

/* ---- pool -------------------------------------------------------------------------------- */

enum { ITEMS = 500 };

typedef struct work {
    atomic_int done[ITEMS];
    atomic_int begun;
    atomic_bool in_order;
} work;

static void do_item(void *context, int item)
{
    work *w = context;
    atomic_fetch_add(&w->done[item], 1);
    if (atomic_fetch_add(&w->begun, 1) != item)
        atomic_store(&w->in_order, false);
}

static const int workers[] = {1, 2, 7, 1000};

START_TEST(every_item_is_done_once)
{
    static work w;
    memset(&w, 0, sizeof w);
    atomic_store(&w.in_order, true);
    pool_run(ITEMS, workers[_i], do_item, &w);
    for (int i = 0; i < ITEMS; i++)
        ck_assert_int_eq(atomic_load(&w.done[i]), 1);
    ck_assert(workers[_i] > 1 || atomic_load(&w.in_order));
}
END_TEST

START_TEST(no_items)
{
    pool_run(0, 4, do_item, NULL);
}
END_TEST

/* ---- children ------------------------------------------------------------------------------ */

static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/test_cli_eval_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static char *in_folder(const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static void expect_text(const char *path, const char *expected)
{
    text_file file = {0};
    ck_assert_int_eq(text_open(&file, path, NULL), FOVEA_OK);
    ck_assert_int_eq(file.size, strlen(expected));
    ck_assert_int_eq(memcmp(file.data, expected, file.size), 0);
    text_close(&file);
}

START_TEST(a_child_gets_its_arguments)
{
    children c;
    children_open(&c);
    const char *arguments[] = {"a b", "$HOME", "'", NULL};
    int code = -1;
    ck_assert_int_eq(
        children_run(&c, "WORD=x printf '%s|' >&2", arguments, in_folder("said"), &code), FOVEA_OK);
    ck_assert_int_eq(code, 0);
    expect_text(in_folder("said"), "a b|$HOME|'|");
    const char *none[] = {NULL};
    ck_assert_int_eq(children_run(&c, "exit 7;", none, in_folder("said"), &code), FOVEA_OK);
    ck_assert_int_eq(code, 7);
    ck_assert_int_eq(children_run(&c, "kill -9 $$;", none, in_folder("said"), &code), FOVEA_OK);
    ck_assert_int_eq(code, 128 + 9);
    ck_assert_int_eq(children_run(&c, "true", none, "/nosuch/said", &code), FOVEA_ERR_IO);
    children_close(&c);
}
END_TEST

typedef struct sleeper {
    children *children;
    const char *messages;
    fovea_status status;
} sleeper;

static void *run_sleeper(void *context)
{
    sleeper *s = context;
    const char *arguments[] = {"100", NULL};
    int code;
    s->status = children_run(s->children, "sleep 100 & wait; true", arguments, s->messages, &code);
    return NULL;
}

START_TEST(stopping_ends_them)
{
    children c;
    children_open(&c);
    char *messages = text_format("%s/begun", folder);
    sleeper s = {.children = &c, .messages = messages};
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, run_sleeper, &s), 0);
    for (int i = 0; i < 1000 && access(messages, F_OK) != 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    children_stop(&c);
    pthread_join(thread, NULL);
    ck_assert_int_eq(s.status, FOVEA_ERR_CLOSED);
    const char *none[] = {NULL};
    int code;
    ck_assert_int_eq(children_run(&c, "true", none, in_folder("said"), &code), FOVEA_ERR_CLOSED);
    children_close(&c);
    free(messages);
}
END_TEST

/* ---- results on disk ------------------------------------------------------------------------- */

enum { FRAMES = 6 };

static annotation truth[FRAMES];
static vot_run runs[] = {{.anchor = 1, .backward = false}, {.anchor = 4, .backward = true}};

/* A task of six frames that starts in the second one, with runs from two anchors. */
static task make_task(void)
{
    for (int i = 0; i < FRAMES; i++)
        truth[i] = (annotation){.box = {10 + (float)i, 20, 30, 40}, .cover = -1};
    static char name[] = "one", group[] = "", input[] = "one.mp4";
    return (task){.sequence = {.name = name,
                               .group = group,
                               .input = input,
                               .frames = FRAMES,
                               .annotation = truth},
                  .start = 1,
                  .given = truth[1].box,
                  .run = runs,
                  .runs = 2};
}

static void fill(trajectory *t, int seed)
{
    for (int i = 0; i < t->frames; i++)
        t->row[i] = (trajectory_row){{0.1f * (float)(i + seed), 2, 3, 4},
                                     1 / (float)(i + 3),
                                     (fovea_state)((i + seed) % 3),
                                     0.001 * i,
                                     0.25};
}

static outcome make_outcome(const task *t, int seed)
{
    outcome o;
    ck_assert_int_eq(outcome_open(&o, t), FOVEA_OK);
    fill(&o.pass, seed);
    for (int i = 0; i < o.runs; i++)
        fill(&o.run[i], seed + i);
    return o;
}

static provenance make_provenance(const char *version)
{
    return (provenance){text_format("/data"), text_format("fovea"), text_format("%s", version),
                        text_format("cpu c")};
}

static store make_store(const char *version)
{
    store s;
    provenance from = make_provenance(version);
    ck_assert_int_eq(store_create(&s, in_folder("fovea"), &from, NULL), FOVEA_OK);
    return s;
}

START_TEST(results_come_back)
{
    task t = make_task();
    outcome o = make_outcome(&t, 0), back;
    store s = make_store("1");
    ck_assert_int_eq(store_look(&s, &t), STORE_MISSING);
    ck_assert_int_eq(store_write(&s, &t, &o, NULL), FOVEA_OK);
    ck_assert_int_eq(store_look(&s, &t), STORE_WHOLE);
    ck_assert_int_eq(store_read(&s, &t, &back, NULL), FOVEA_OK);
    ck_assert_ptr_null(outcome_difference(&t, &o, &back));
    for (int i = 0; i < FRAMES; i++)
        ck_assert(fabs(back.pass.row[i].step_s - 0.001 * i) < 1e-9 &&
                  back.pass.row[i].decode_s == 0.25);
    ck_assert_int_eq(back.runs, 2);
    ck_assert_int_eq(back.run[0].frames, 5);
    ck_assert_int_eq(back.run[1].frames, 5);
    outcome_close(&back);
    outcome_close(&o);
    store_close(&s);
}
END_TEST

/* Each file of a result, and what its loss or change makes of it. */
static const char *const files[] = {"fovea/one.csv", "fovea/times/one.csv",
                                    "fovea/anchors/one_00000001.csv",
                                    "fovea/anchors/times/one_00000004.csv"};

static void append(const char *path, const char *text)
{
    FILE *file = fopen(path, "a");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

START_TEST(damage_is_seen)
{
    task t = make_task();
    outcome o = make_outcome(&t, 0);
    store s = make_store("1");
    ck_assert_int_eq(store_write(&s, &t, &o, NULL), FOVEA_OK);
    append(in_folder(files[_i]), "\n");
    ck_assert_int_eq(store_look(&s, &t), STORE_DAMAGED);
    ck_assert_int_eq(store_write(&s, &t, &o, NULL), FOVEA_OK);
    ck_assert_int_eq(store_look(&s, &t), STORE_WHOLE);
    ck_assert_int_eq(unlink(in_folder(files[_i])), 0);
    ck_assert_int_eq(store_look(&s, &t), STORE_DAMAGED);
    ck_assert_int_eq(unlink(in_folder("fovea/records/one.txt")), 0);
    ck_assert_int_eq(store_look(&s, &t), STORE_MISSING);
    outcome_close(&o);
    store_close(&s);
}
END_TEST

START_TEST(what_is_of_others_is_seen)
{
    task t = make_task();
    outcome o = make_outcome(&t, 0);
    store s = make_store("1");
    ck_assert_int_eq(store_write(&s, &t, &o, NULL), FOVEA_OK);
    t.given.w += 1;
    ck_assert_int_eq(store_look(&s, &t), STORE_FOREIGN);
    t.given.w -= 1;
    ck_assert_int_eq(store_look(&s, &t), STORE_WHOLE);
    store later = make_store("2");
    ck_assert_int_eq(store_look(&later, &t), STORE_FOREIGN);
    char *difference = store_difference(&s, &later, false);
    ck_assert_ptr_nonnull(strstr(difference, "version is '1' in "));
    free(difference);
    ck_assert_ptr_null(store_difference(&s, &later, true));
    store found;
    ck_assert_int_eq(store_open(&found, in_folder("fovea"), NULL), FOVEA_OK);
    ck_assert_str_eq(found.from.version, "2");
    ck_assert_ptr_null(store_difference(&found, &later, false));
    store_close(&found);
    ck_assert_int_eq(truncate(in_folder("fovea/tracker.txt"), 20), 0);
    ck_assert_int_eq(store_open(&found, in_folder("fovea"), NULL), FOVEA_ERR_FORMAT);
    ck_assert_int_eq(store_open(&found, in_folder("nosuch"), NULL), FOVEA_ERR_IO);
    outcome_close(&o);
    store_close(&s);
    store_close(&later);
}
END_TEST

START_TEST(the_first_difference_is_named)
{
    task t = make_task();
    outcome a = make_outcome(&t, 0), b = make_outcome(&t, 0);
    b.pass.row[3].step_s = 9; /* times do not count */
    ck_assert_ptr_null(outcome_difference(&t, &a, &b));
    b.run[1].row[2].state = a.run[1].row[2].state == FOVEA_LOST ? FOVEA_TRACKING : FOVEA_LOST;
    char *where = outcome_difference(&t, &a, &b);
    ck_assert_str_eq(where, "frame 2 of the run from anchor 4");
    free(where);
    b.pass.row[5].box.x = nextafterf(b.pass.row[5].box.x, 1e9f);
    where = outcome_difference(&t, &a, &b);
    ck_assert_str_eq(where, "frame 5");
    free(where);
    outcome_close(&a);
    outcome_close(&b);
}
END_TEST

/* The reference values of the algorithm's authors. */
START_TEST(hashes)
{
    ck_assert(hash_bytes(HASH_FIRST, "", 0) == UINT64_C(0xcbf29ce484222325));
    ck_assert(hash_bytes(HASH_FIRST, "foobar", 6) == UINT64_C(0x85944171f73967e8));
    append(in_folder("foobar"), "foobar");
    uint64_t hash = HASH_FIRST;
    ck_assert_int_eq(hash_file(&hash, in_folder("foobar")), FOVEA_OK);
    ck_assert(hash == UINT64_C(0x85944171f73967e8));
    ck_assert_int_eq(hash_file(&hash, in_folder("nosuch")), FOVEA_ERR_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_eval");
    TCase *pool = tcase_create("pool");
    tcase_add_loop_test(pool, every_item_is_done_once, 0, sizeof workers / sizeof *workers);
    tcase_add_test(pool, no_items);
    suite_add_tcase(suite, pool);
    TCase *disk = tcase_create("disk");
    tcase_add_checked_fixture(disk, make_folder, remove_folder);
    tcase_set_timeout(disk, 30);
    tcase_add_test(disk, a_child_gets_its_arguments);
    tcase_add_test(disk, stopping_ends_them);
    tcase_add_test(disk, results_come_back);
    tcase_add_loop_test(disk, damage_is_seen, 0, sizeof files / sizeof *files);
    tcase_add_test(disk, what_is_of_others_is_seen);
    tcase_add_test(disk, the_first_difference_is_named);
    tcase_add_test(disk, hashes);
    suite_add_tcase(suite, disk);
    return check_main(suite);
}
