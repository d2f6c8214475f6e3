#!/usr/bin/env bash
# Installs the build, moves it elsewhere, and uses it as a stranger would: by pkg-config.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -z "$sanitized" ] || skip "what is installed is not for sanitizers"
cc=${CC:-cc}
need cmake nm readelf pkg-config "$cc"

echo "files"
cmake --install "$FOVEA_BUILD" --prefix "$work/first" >out 2>err || fail "cmake --install"
mv first moved
libdir=$(dirname "$(cd moved && find lib* -name libfovea.a)")
for file in bin/fovea include/fovea.h include/fovea_attention.h share/doc/fovea/LICENSE \
    "$libdir"/{libfovea.a,libfovea.so,libfovea.so.0,pkgconfig/fovea.pc}; do
    [ -s "moved/$file" ] || fail "$file is not installed"
done
shared=moved/$libdir/libfovea.so
version=$(moved/bin/fovea --version | cut -d ' ' -f 2)
[ "$(basename "$(readlink -f $shared)")" = "libfovea.so.$version" ] ||
    fail "libfovea.so is not $version"

echo "symbols"
nm -D --defined-only $shared | awk '{print $3}' | sort >exported
cat moved/include/fovea{,_attention}.h | tr '\n' ' ' | grep -o 'FOVEA_API[^(]*(' |
    grep -o 'fovea_[a-z_]*(' | tr -d '(' | sort >public
[ "$(wc -l <public)" -ge 30 ] || fail "the headers have only $(wc -l <public) functions"
diff public exported >err || fail "exported symbols are not those of the public headers"
nm --defined-only --extern-only moved/$libdir/libfovea.a | awk 'NF == 3 && $3 !~ /^fovea_/' >err
[ -s err ] && fail "symbols of libfovea.a without the prefix fovea_"
readelf -d $shared | grep NEEDED | grep -E 'libav|libsw|SDL|libpng' >err &&
    fail "the library links what only the program needs"
readelf -d $shared | grep -qF 'soname: [libfovea.so.0]' || fail "soname"

echo "pkg-config"
export PKG_CONFIG_PATH=$work/moved/$libdir/pkgconfig
[ "$(pkg-config --modversion fovea)" = "$version" ] || fail "version of fovea.pc"
read -ra for_shared <<<"$(pkg-config --cflags --libs fovea)"
read -ra for_static <<<"$(pkg-config --static --cflags --libs fovea |
    sed 's/-lfovea/-l:libfovea.a/')"

echo "attention"
warnings=(-std=c11 -Wall -Wextra -Wpedantic -Werror)
cat >look.c <<'END'
#include <fovea_attention.h>
int main(void)
{
    const float image[4] = {1, 2, 3, 4};
    float seen[1] = {0};
    fovea_attention *attention;
    fovea_gaussian_window window = {fovea_gaussian_cover(0, 2, 1), fovea_gaussian_cover(0, 2, 1)};
    fovea_status status = fovea_attention_open(&attention, FOVEA_CPU_BEST);
    if (status == FOVEA_OK)
        status = fovea_gaussian_glimpse(attention, seen, image, (fovea_shape){1, 2, 2}, window, 1,
                                        1, FOVEA_GAUSSIAN_TRUNCATED);
    fovea_attention_close(&attention);
    return status != FOVEA_OK || seen[0] != 2.5F;
}
END
"$cc" "${warnings[@]}" look.c "${for_static[@]}" -o look 2>err && ./look ||
    fail "attention with the static library"
"$cc" "${warnings[@]}" look.c "${for_shared[@]}" -o look 2>err &&
    LD_LIBRARY_PATH=$work/moved/$libdir ./look || fail "attention with the shared library"

echo "the README's example"
[ -e "$FOVEA_ROOT/README.md" ] || skip "there is no README.md"
sed -n '/<!-- example -->/,/<!-- \/example -->/p' "$FOVEA_ROOT/README.md" |
    sed -n '/^```c$/,/^```$/p' | sed '/^```/d' >example.c
[ -s example.c ] || fail "no example in README.md between <!-- example --> and <!-- /example -->"
"$cc" "${warnings[@]}" example.c "${for_shared[@]}" -o shared 2>err || fail "shared"
"$cc" "${warnings[@]}" example.c "${for_static[@]}" -o static 2>err || fail "static"
./static >boxes || fail "the example with the static library: exit code $?"
LD_LIBRARY_PATH=$work/moved/$libdir ./shared | cmp - boxes || fail "shared and static differ"
readelf -d shared | grep -q 'libfovea.so.0' || fail "the shared library is not used"
readelf -d static | grep -q 'libfovea' && fail "the static library is not used"

# The example's square of 40 pixels starts at 40,60 and moves by 2,1 pixels a frame.
awk '{
        split($3, at, ","); split($4, size, "x")
        x = 40 + 2 * $2; y = 60 + $2
        w = (at[1] + size[1] < x + 40 ? at[1] + size[1] : x + 40) - (at[1] > x ? at[1] : x)
        h = (at[2] + size[2] < y + 40 ? at[2] + size[2] : y + 40) - (at[2] > y ? at[2] : y)
        both = w > 0 && h > 0 ? w * h : 0
        if ($1 != "frame" || $2 != NR - 1 || $5 != "tracking" ||
            both / (size[1] * size[2] + 1600 - both) < 0.6) { print; bad = 1 }
    } END { exit bad || NR != 100 }' boxes >err || fail "the example does not follow the square"
exit 0
