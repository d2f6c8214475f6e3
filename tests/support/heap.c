/* The program's own malloc (heap.h). */
#include "support/heap.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The C library's own (glibc's names for them). */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static struct {
    bool watching, own;
    int fail_at;
    heap_counts counts;
} heap; /* one thread */

/* Where the program's own code lies, by the linker's names for it. */
extern const char __executable_start, etext;

/* Whether an allocation by what returns to `caller` is to succeed. */
static bool allow(const void *caller)
{
    if (!heap.watching)
        return true;
    const uintptr_t at = (uintptr_t)caller;
    bool own = at >= (uintptr_t)&__executable_start && at < (uintptr_t)&etext;
    if ((own || !heap.own) && ++heap.counts.calls == heap.fail_at) {
        errno = ENOMEM;
        return false;
    }
    heap.counts.taken++;
    return true;
}

void *malloc(size_t size)
{
    return allow(__builtin_return_address(0)) ? __libc_malloc(size) : NULL;
}

void *calloc(size_t count, size_t size)
{
    return allow(__builtin_return_address(0)) ? __libc_calloc(count, size) : NULL;
}

void *realloc(void *block, size_t size)
{
    if (!allow(__builtin_return_address(0)))
        return NULL;
    heap.counts.freed += heap.watching && block;
    return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return allow(__builtin_return_address(0)) ? __libc_memalign(alignment, size) : NULL;
}

void *memalign(size_t alignment, size_t size);

void *memalign(size_t alignment, size_t size)
{
    return allow(__builtin_return_address(0)) ? __libc_memalign(alignment, size) : NULL;
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (!allow(__builtin_return_address(0)))
        return ENOMEM;
    void *block = __libc_memalign(alignment, size);
    if (block)
        *out = block;
    return block ? 0 : ENOMEM;
}

void free(void *block)
{
    heap.counts.freed += heap.watching && block;
    __libc_free(block);
}

static void begin(int fail_at, bool own)
{
    memset(&heap, 0, sizeof heap);
    heap.own = own;
    heap.fail_at = fail_at;
    heap.watching = true;
}

void heap_watch(int fail_at)
{
    begin(fail_at, false);
}

void heap_watch_own(int fail_at)
{
    begin(fail_at, true);
}

heap_counts heap_stop(void)
{
    heap.watching = false;
    return heap.counts;
}

bool heap_stands_in(void)
{
    heap_watch(0);
    free(strdup(""));
    return heap_stop().taken == 1;
}
