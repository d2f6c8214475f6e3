/* confidence.h - from what a look tells to a probability.
 *
 * Logistic regression: of the evidence, in a model's own terms, a weighted sum is the log-odds of
 * a box's overlapping the object by IoU > 0.5. */
#ifndef FOVEA_TRACK_CONFIDENCE_H
#define FOVEA_TRACK_CONFIDENCE_H

enum { EVIDENCE_MAX = 8 };

/* Names, and a weight for each. */
typedef struct fovea_regression {
    float bias;
    int count;
    struct {
        const char *name;
        float weight;
    } term[EVIDENCE_MAX];
} fovea_regression;

/* What the classical model's evidence is, in this order. */
typedef enum fovea_classic_term {
    CLASSIC_PEAK,  /* logarithm of the filter's response at the place           */
    CLASSIC_RIVAL, /* the highest response elsewhere, as a share of it, up to 2 */
    CLASSIC_FIRST, /* logarithm of the first frame's filter's, there or near    */
    CLASSIC_COLOR, /* mean likelihood of the object's colours                   */
    CLASSIC_TERMS
} fovea_classic_term;
extern const fovea_regression fovea_classic_regression;

/* And the network's. */
typedef enum fovea_net_term {
    NET_SCORE, /* the head's log-odds at the place                                     */
    NET_FIRST, /* the same by the first glimpse alone; a running mean while it tracks  */
    NET_TERMS
} fovea_net_term;
extern const fovea_regression fovea_net_regression; /* the weights are the network's own */

/* Log-odds further out than these tell nothing more. */
#define SCORE_MAX 12.0F

/* evidence [regression->count]; a probability. */
float fovea_confidence(const fovea_regression *regression, const float *evidence);

#endif
