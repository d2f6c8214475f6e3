/* image_list.h - the images of a folder or of a numbered pattern, in order. */
#ifndef FOVEA_VIDEO_IMAGE_LIST_H
#define FOVEA_VIDEO_IMAGE_LIST_H

#include <stdbool.h>

#include "fovea.h"

/* Paths, owned. Zero-initialise. */
typedef struct image_list {
    char **paths;
    int count;
} image_list;

/* Every .jpg, .jpeg and .png of a folder (any case; not hidden), in name order, where numbers
 * in names order by value: 2.png comes before 10.png.
 * ERR_IO: the folder cannot be read (errno says why); count may be 0. */
fovea_status image_list_from_folder(image_list *out, const char *folder) FOVEA_CHECKED;

/* Whether `path` has one %d or %0Nd in its last part, and nothing else after a %. */
bool image_list_is_pattern(const char *path);

/* Every file that such a pattern names, in the order of the numbers, whatever number comes
 * first and whatever is missing between. ERR_IO as above. */
fovea_status image_list_from_pattern(image_list *out, const char *pattern) FOVEA_CHECKED;

void image_list_free(image_list *list);

#endif
