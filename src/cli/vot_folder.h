/* vot_folder.h - the command `fovea vot-folder`.
 *
 * The folder protocol of the VOT toolkit 0.9 (its documentation, "Trackers Protocols"): in the
 * folder are
 *   frames_color.txt           the pictures, one path a line, relative ones from the folder
 *   query_ID.txt               an object: line 1 its first frame (from 0), line 2 its region
 *                              there, then properties (not used)
 * and the command adds
 *   output_ID.txt              x,y,w,h for every frame, 0 before the first
 *   output_ID_confidence.txt   likewise
 * Or that of the MATLAB toolkit (2013 to 2015): images.txt, region.txt -> output.txt, one object
 * from the first frame on. */
#ifndef FOVEA_CLI_VOT_FOLDER_H
#define FOVEA_CLI_VOT_FOLDER_H

/* argv[0] is "vot-folder". Returns the program's exit code: 0, 1 (failure) or 2 (usage). */
int command_vot_folder(int argc, char **argv);

#endif
