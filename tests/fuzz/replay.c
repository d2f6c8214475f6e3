/* Runs a fuzz target over the files of a folder: fuzz_NAME FOLDER. */
#include <dirent.h>
#include <limits.h>

#include "fuzz/fuzz.h"

static int run_file(const char *path)
{
    static uint8_t data[1 << 20];
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    /* An own block of the exact size, so that a sanitizer sees reads beyond it. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (!exact)
        return 0;
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER: of inputs to run\n", argv[0]);
        return 2;
    }
    int run = 0, failed = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[PATH_MAX];
        if (entry->d_name[0] == '.')
            continue;
        int length = snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        int done = length > 0 && (size_t)length < sizeof path && run_file(path);
        run += done;
        failed += !done;
    }
    closedir(folder);
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("%d inputs run, %d could not be read\n", run, failed);
    return run > 0 && failed == 0 ? 0 : 1;
}
