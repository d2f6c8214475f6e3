/* reader.h - the decode thread: source -> frame queue. */
#ifndef FOVEA_VIDEO_READER_H
#define FOVEA_VIDEO_READER_H

#include "video/frame_queue.h"
#include "video/source.h"

typedef struct reader reader;

/* Starts a thread that reads `s` and pushes to `queue` until the end, an error, or the
 * queue's cancel; then it finishes the queue with the reason. Both must outlive it. */
fovea_status reader_open(reader **out, source *s, frame_queue *queue) FOVEA_CHECKED;

/* Interrupts the source, cancels the queue and joins the thread. Accepts a pointer to NULL. */
void reader_close(reader **r);

#endif
