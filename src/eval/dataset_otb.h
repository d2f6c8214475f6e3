/* dataset_otb.h - what OTB's authors say of its sequences. */
#ifndef FOVEA_EVAL_DATASET_OTB_H
#define FOVEA_EVAL_DATASET_OTB_H

/* "OCC DEF OPR": the attributes of a sequence (Jogging for both of its targets), "" where it is
 * none of the 98 folders. Static. */
const char *otb_attributes(const char *name);

#endif
