/* What can be said of a tracker on a command line (tracker_options.h). */
#include "cli/tracker_options.h"

#include <string.h>

void tracker_options_default(tracker_options *options)
{
    options->classic = false;
    fovea_config_default(&options->config);
}

bool tracker_option_model(const char *argument, void *options)
{
    static const fovea_model models[] = {FOVEA_MODEL_LEARNED, FOVEA_MODEL_CLASSIC};
    tracker_options *o = options;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (strcmp(argument, fovea_model_text(models[i])) == 0) {
            o->config.model = models[i];
            o->classic = models[i] == FOVEA_MODEL_CLASSIC;
            return true;
        }
    }
    return false;
}

/* Weights are the learned model's, so naming some asks for it. */
bool tracker_option_weights(const char *argument, void *options)
{
    tracker_options *o = options;
    o->config.model = FOVEA_MODEL_LEARNED;
    return option_text(argument, &o->config.weights);
}

options_outcome tracker_options_check(const tracker_options *options, options_outcome parsed,
                                      char *message, size_t message_size)
{
    if (parsed != OPTIONS_OK || !options->classic || !options->config.weights)
        return parsed;
    snprintf(message, message_size,
             "--weights is of the learned model; leave it out, or --model classic");
    return OPTIONS_ERROR;
}
