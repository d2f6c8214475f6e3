/* The weights that are built in (builtin.h): FOVEA_WEIGHTS names their file; without it, none. */

    .section .rodata
    .hidden fovea_builtin_weights
    .hidden fovea_builtin_size
    .global fovea_builtin_weights
    .global fovea_builtin_size
    .type fovea_builtin_weights, %object
    .type fovea_builtin_size, %object
    .balign 16
fovea_builtin_weights:
#ifdef FOVEA_WEIGHTS
    .incbin FOVEA_WEIGHTS
#endif
.Lend:
    .size fovea_builtin_weights, .Lend - fovea_builtin_weights
    .balign 4
fovea_builtin_size:
    .long .Lend - fovea_builtin_weights
    .size fovea_builtin_size, 4

    .section .note.GNU-stack, "", %progbits
