/* Result files: the lines, the name that comes last, what is never replaced, what is refused. */
#include "cli/csv.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/output_file.h"
#include "support/check_main.h"

static char folder[64];
static char messages[2048];

static void keep(void *context, fovea_log_level level, const char *message)
{
    (void)context, (void)level;
    size_t length = strlen(messages);
    snprintf(messages + length, sizeof messages - length, "%s\n", message);
}

static const fovea_log log_here = {.write = keep};

static void enter_folder(void)
{
    messages[0] = '\0';
    strcpy(folder, "/tmp/fovea-csv-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
    char command[96];
    ck_assert_int_eq(chdir("/"), 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

/* The file's text; "" where there is none. */
static const char *read_file(const char *path)
{
    static char text[4096];
    FILE *file = fopen(path, "r");
    size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[length] = '\0';
    if (file)
        fclose(file);
    return text;
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static frame frame_at(int64_t index)
{
    return (frame){.index = index, .pts = index * 512, .time_s = (double)index / 25};
}

static const fovea_result somewhere = {
    .box = {1, 2, 3, 4}, .confidence = 0.5F, .state = FOVEA_TRACKING};

static csv *open_csv(const char *path)
{
    csv *c;
    ck_assert_int_eq(csv_open(&c, path, "no-such-input", &log_here), FOVEA_OK);
    return c;
}

static void put_rows(csv *c, int count)
{
    for (int i = 0; i < count; i++) {
        frame f = frame_at(i);
        ck_assert_int_eq(csv_put(c, &f, &somewhere), FOVEA_OK);
    }
}

START_TEST(format_of_lines)
{
    char line[256];
    frame f = {.index = 7, .pts = -512, .time_s = 0.04};
    fovea_result result = {
        .box = {-1.5F, 2.0625F, 30, 40}, .confidence = 0.9876F, .state = FOVEA_LOST};
    csv_format(line, sizeof line, &f, &result);
    ck_assert_str_eq(line, "7,-512,0.040000,-1.500,2.062,30.000,40.000,0.9876,lost\n");
    f.pts = FRAME_NO_PTS;
    f.time_s = NAN;
    csv_format(line, sizeof line, &f, &result);
    ck_assert_str_eq(line, "7,,,-1.500,2.062,30.000,40.000,0.9876,lost\n");
}
END_TEST

START_TEST(the_name_comes_last)
{
    write_file("track.csv", "old");
    csv *c = open_csv("track.csv");
    ck_assert_str_eq(read_file("track.csv.part"), CSV_HEADER);
    put_rows(c, 2);
    /* Before any close: what a kill would leave. */
    ck_assert_str_eq(read_file("track.csv.part"),
                     CSV_HEADER "0,0,0.000000,1.000,2.000,3.000,4.000,0.5000,tracking\n"
                                "1,512,0.040000,1.000,2.000,3.000,4.000,0.5000,tracking\n");
    ck_assert_str_eq(read_file("track.csv"), "old");
    ck_assert_int_eq(csv_close(&c, true), FOVEA_OK);
    ck_assert_ptr_null(c);
    ck_assert(!exists("track.csv.part"));
    ck_assert_int_eq(strncmp(read_file("track.csv"), CSV_HEADER, strlen(CSV_HEADER)), 0);
    ck_assert_str_eq(messages, "");
}
END_TEST

START_TEST(a_failure_leaves_the_part)
{
    write_file("track.csv", "old");
    csv *c = open_csv("track.csv");
    put_rows(c, 1);
    ck_assert_int_eq(csv_close(&c, false), FOVEA_OK);
    ck_assert_str_eq(read_file("track.csv"), "old");
    ck_assert(exists("track.csv.part"));
    ck_assert_ptr_nonnull(strstr(messages, "track.csv.part"));
}
END_TEST

START_TEST(no_rows_replace_nothing)
{
    write_file("track.csv", "old");
    csv *c = open_csv("track.csv");
    ck_assert_int_eq(csv_close(&c, true), FOVEA_OK);
    ck_assert_str_eq(read_file("track.csv"), "old");
    ck_assert(!exists("track.csv.part"));
}
END_TEST

START_TEST(a_link_stays_a_link)
{
    write_file("real.csv", "old");
    ck_assert_int_eq(symlink("real.csv", "link.csv"), 0);
    csv *c = open_csv("link.csv");
    put_rows(c, 1);
    ck_assert_int_eq(csv_close(&c, true), FOVEA_OK);
    struct stat link;
    ck_assert_int_eq(lstat("link.csv", &link), 0);
    ck_assert(S_ISLNK(link.st_mode));
    ck_assert_ptr_nonnull(strstr(read_file("real.csv"), "tracking"));
}
END_TEST

START_TEST(full_disk)
{
    csv *c;
    ck_assert_int_eq(csv_open(&c, "/dev/full", "in", &log_here), FOVEA_ERR_IO);
    ck_assert_ptr_null(c);
    ck_assert_str_eq(messages, "/dev/full: cannot be written: No space left on device; free some "
                               "space and run again\n");
    struct stat device;
    ck_assert(stat("/dev/full", &device) == 0 && S_ISCHR(device.st_mode));
}
END_TEST

START_TEST(devices_are_written_directly)
{
    csv *c = open_csv("/dev/null");
    put_rows(c, 3);
    ck_assert_int_eq(csv_close(&c, true), FOVEA_OK);
    struct stat device;
    ck_assert(stat("/dev/null", &device) == 0 && S_ISCHR(device.st_mode));
    ck_assert(!exists("/dev/null.part"));
}
END_TEST

START_TEST(pipes)
{
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(mkfifo("fifo", 0600), 0);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    ck_assert_int_ge(reader, 0);
    csv *c = open_csv("fifo");
    put_rows(c, 1);
    char text[256];
    ssize_t length = read(reader, text, sizeof text);
    ck_assert_int_gt(length, (ssize_t)strlen(CSV_HEADER));
    close(reader);
    frame f = frame_at(1);
    ck_assert_int_eq(csv_put(c, &f, &somewhere), FOVEA_ERR_IO);
    ck_assert_int_eq(csv_put(c, &f, &somewhere), FOVEA_ERR_IO);
    ck_assert_str_eq(messages, "fifo: cannot be written: Broken pipe; its reader has gone\n");
    (void)!csv_close(&c, false);
    struct stat fifo;
    ck_assert(stat("fifo", &fifo) == 0 && S_ISFIFO(fifo.st_mode));
}
END_TEST

START_TEST(a_kill_loses_no_line)
{
    int ready[2];
    ck_assert_int_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        csv *c = NULL;
        if (csv_open(&c, "track.csv", "in", &log_here) != FOVEA_OK)
            _exit(1);
        for (int i = 0; i < 20; i++) {
            frame f = frame_at(i);
            if (csv_put(c, &f, &somewhere) != FOVEA_OK)
                _exit(1);
        }
        if (write(ready[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    char x;
    ck_assert_int_eq(read(ready[0], &x, 1), 1);
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    close(ready[0]);
    close(ready[1]);
    ck_assert(!exists("track.csv"));
    int lines = 0;
    const char *text = read_file("track.csv.part");
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    ck_assert_int_eq(lines, 21);
    ck_assert_int_eq(text[strlen(text) - 1], '\n');
}
END_TEST

/* Output, input, and whether that is refused. */
static const struct {
    const char *output, *input;
    bool refused;
} overlaps[] = {
    {"a.mp4", "a.mp4", true},          {"./a.mp4", "a.mp4", true},
    {"symbolic.mp4", "a.mp4", true},   {"hard.mp4", "a.mp4", true},
    {"b.csv", "a.mp4", false},         {"new.csv", "a.mp4", false},
    {"new.csv", "new.csv.part", true}, {"images/0.png", "images", true},
    {"images/0.png", "images/", true}, {"images/0.png", "images/%d.png", true},
    {"outside.png", "images", true},   {"images/track.csv", "images", false},
    {"images/9.png", "images", false}, {"images", "a.mp4", true},
};

START_TEST(an_input_is_never_the_output)
{
    write_file("a.mp4", "video");
    write_file("b.csv", "rows");
    write_file("new.csv.part", "an odd input");
    ck_assert_int_eq(symlink("a.mp4", "symbolic.mp4"), 0);
    ck_assert_int_eq(link("a.mp4", "hard.mp4"), 0);
    ck_assert_int_eq(mkdir("images", 0700), 0);
    write_file("images/0.png", "picture");
    write_file("images/track.csv", "rows of another run");
    ck_assert_int_eq(link("images/0.png", "outside.png"), 0);
    output_file file;
    fovea_status status = output_file_open(&file, "-o", overlaps[_i].output, overlaps[_i].input,
                                           OUTPUT_PART_AFTER, &log_here);
    ck_assert_msg((status != FOVEA_OK) == overlaps[_i].refused, "-o %s, input %s: %s",
                  overlaps[_i].output, overlaps[_i].input, fovea_status_text(status));
    ck_assert(!overlaps[_i].refused || strstr(messages, overlaps[_i].output));
    output_file_close(&file);
}
END_TEST

START_TEST(names_of_parts)
{
    static const struct {
        const char *path, *part;
        output_part_name style;
    } names[] = {
        {"track.csv", "track.csv.part", OUTPUT_PART_AFTER},
        {"out.mp4", "out.part.mp4", OUTPUT_PART_BEFORE},
        {"a.b/out", "a.b/out.part", OUTPUT_PART_BEFORE},
        {".mp4", ".mp4.part", OUTPUT_PART_BEFORE},
    };
    ck_assert_int_eq(mkdir("a.b", 0700), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        output_file file;
        ck_assert_int_eq(
            output_file_open(&file, "-o", names[i].path, "in", names[i].style, &log_here),
            FOVEA_OK);
        ck_assert_str_eq(file.part, names[i].part);
        ck_assert(!file.direct);
        output_file_close(&file);
    }
}
END_TEST

START_TEST(no_such_folder)
{
    csv *c;
    ck_assert_int_eq(csv_open(&c, "no/such/track.csv", "in", &log_here), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(messages, "no/such/track.csv"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_csv");
    TCase *all = tcase_create("csv");
    tcase_add_checked_fixture(all, enter_folder, leave_folder);
    tcase_add_test(all, format_of_lines);
    tcase_add_test(all, the_name_comes_last);
    tcase_add_test(all, a_failure_leaves_the_part);
    tcase_add_test(all, no_rows_replace_nothing);
    tcase_add_test(all, a_link_stays_a_link);
    tcase_add_test(all, full_disk);
    tcase_add_test(all, devices_are_written_directly);
    tcase_add_test(all, pipes);
    tcase_add_test(all, a_kill_loses_no_line);
    tcase_add_loop_test(all, an_input_is_never_the_output, 0,
                        (int)(sizeof overlaps / sizeof *overlaps));
    tcase_add_test(all, names_of_parts);
    tcase_add_test(all, no_such_folder);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
