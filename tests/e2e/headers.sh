#!/usr/bin/env bash
# Every header of src/ compiles alone; the public ones without anything else, also as C++.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
cc=${CC:-cc}
need "$cc" pkg-config
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror -fsyntax-only)

public=(fovea.h fovea_attention.h)

echo "the public headers as C11"
for header in "${public[@]}"; do
    echo "#include \"$header\"" >alone.c
    "$cc" -std=c11 "${warnings[@]}" -I"$FOVEA_ROOT/src" alone.c 2>err || fail "$header as C11"
done

echo "each header by itself"
packages=(kissfft-float libavformat libavcodec libavdevice libswscale libavutil libpng)
pkg-config --exists sdl2 && packages+=(sdl2)
read -ra flags <<<"$(pkg-config --cflags "${packages[@]}")"
count=0
while read -r header; do
    if [[ " ${packages[*]} " != *" sdl2 "* ]] && grep -q '<SDL' "$FOVEA_ROOT/src/$header"; then
        continue
    fi
    echo "#include \"$header\"" >alone.c
    "$cc" -std=c11 -D_POSIX_C_SOURCE=200809L "${warnings[@]}" -I"$FOVEA_ROOT/src" "${flags[@]}" \
        alone.c 2>err || fail "$header does not compile alone"
    count=$((count + 1))
done < <(cd "$FOVEA_ROOT/src" && find . -name '*.h' | sed 's,^\./,,' | sort)
[ "$count" -gt 20 ] || fail "only $count headers found"
echo "$count headers"

echo "the public headers as C++"
need c++
for header in "${public[@]}"; do
    echo "#include \"$header\"" >alone.cpp
    c++ -std=c++11 "${warnings[@]}" -I"$FOVEA_ROOT/src" alone.cpp 2>err || fail "$header as C++"
done
exit 0
