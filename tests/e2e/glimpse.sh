#!/usr/bin/env bash
# Shows glimpses: what each mechanism draws, windows anywhere, and mistakes that cost nothing.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg python3

# A picture whose left half is red and right half blue, and a clip of two grey levels.
ffmpeg -v error -f lavfi -i color=red:s=80x60:d=1 -f lavfi -i color=blue:s=80x60:d=1 \
    -filter_complex hstack -frames:v 1 halves.png || fail "ffmpeg"
ffmpeg -v error -f lavfi -i "color=black:s=96x64:r=10:d=1" -vf "geq=lum='if(lt(N,5),40,200)':cb=128:cr=128" \
    -c:v ffv1 levels.mkv || fail "ffmpeg"

# look ARGUMENTS...: one picture, out.png, without a word.
look() {
    echo "fovea glimpse $*"
    rm -f out.png
    run 0 glimpse "$@" -o out.png
    [ -s err ] && fail "something on stderr"
    [ -s out.png ] || fail "no out.png"
    [ -e out.part.png ] && fail "out.part.png is left"
    ffmpeg -v error -y -i out.png -f rawvideo -pix_fmt rgb24 out.rgb || fail "out.png is no picture"
}

# holds RED GREEN BLUE SHARE: at least that share of out.png is about this colour.
holds() {
    python3 - "$@" <<'CHECK' || fail "out.png has too little of colour $1,$2,$3"
import collections
import sys

wanted, share = [int(v) for v in sys.argv[1:4]], float(sys.argv[4])
rgb = open("out.rgb", "rb").read()
counts = collections.Counter(zip(rgb[0::3], rgb[1::3], rgb[2::3]))
near = sum(n for color, n in counts.items() if all(abs(a - b) < 12 for a, b in zip(color, wanted)))
found = near / sum(counts.values())
print(f"  {found:.3f} of the sheet is about {wanted}")
sys.exit(found < share)
CHECK
}

echo "each mechanism sees the half that its window is on"
look halves.png -a crop -b 100,10,40,40
holds 0 0 254 0.35
holds 53 224 111 0.001 # the window
look halves.png -a gaussian -b 100,10,40,40
holds 0 0 254 0.35
look halves.png -a stn -b 100,10,40,40
holds 0 0 254 0.35
look halves.png -a mask -b 110,20,20,20
holds 0 0 0 0.25 # the masked half is dark, and most of the other
look halves.png --all -b 10,10,40,40
holds 254 0 0 0.35

echo "parameters"
look halves.png -a gaussian -p 10,1.25,2.5,100,1.25,2.5 -s 16x16
holds 0 0 254 0.35
look halves.png -a stn -p 0.2,0.7,0.2,0 -s 16x24
holds 0 0 254 0.35
look halves.png -a stn -p -0.2,0.1,-0.6,-0.1,-0.2,0 -s 16x16
look halves.png -a mask -p 4,4 -b 20,20,20,20
look halves.png -a gaussian -b 10,10,40,20 -s 1x1
look halves.png -a gaussian -b 10,10,40,20 --cpu c
cp out.png c.png
look halves.png -a gaussian -b 10,10,40,20
cmp out.png c.png || fail "levels of instructions draw differently"

echo "frames of a video"
look levels.mkv@4 -a crop -b 10,10,20,20
holds 28 28 28 0.35
look levels.mkv@7 -a crop -b 10,10,20,20
holds 214 214 214 0.35
look levels.mkv@0.5s -a crop -b 10,10,20,20
holds 214 214 214 0.35

echo "windows anywhere"
for box in -3e9,1e6,7,9 80,30,1,1 -500,-500,1300,1200 1e30,1e30,9,9 5,5,1,1000; do
    look halves.png --all --box=$box
done
for attention in mask gaussian stn; do
    look halves.png -a $attention --box=-1e38,0,3e38,3e38
done
look halves.png -a gaussian -s 9x9 -p -1e30,1e-30,1e30,1e30,1e30,1e-30
look halves.png -a stn -s 9x9 -p 1e30,1e30,-1e30,1e30,0,-1e30
look halves.png -a stn -s 9x9 -p 0,0,0,0

# bad EXIT_CODE NAMED ARGUMENTS...
bad() {
    local code=$1 named=$2
    shift 2
    echo "fovea glimpse $*"
    rm -f bad.png
    run "$code" glimpse "$@" -o bad.png
    one_line "$named"
    [ -e bad.png ] || [ -e bad.part.png ] && fail "a file is left"
}

echo "mistakes"
bad 2 "--params 'nan,1,1,1,1,1'" halves.png -a gaussian -s 8x8 -p nan,1,1,1,1,1
bad 2 "--params 'inf,0,1,0'" halves.png -a stn -s 8x8 -p inf,0,1,0
bad 2 "--box 'nan,0,9,9'" halves.png --all -b nan,0,9,9
bad 2 "--box" halves.png --all
bad 2 "--attention" halves.png -b 1,2,3,4
bad 1 "too large" halves.png -a crop -b 0,0,1e6,1e6
bad 1 nothing.png nothing.png --all -b 1,2,3,4
bad 1 nothing.mkv nothing.mkv@3 --all -b 1,2,3,4
bad 1 "levels.mkv has 10" levels.mkv@10 --all -b 1,2,3,4
bad 1 levels.mkv levels.mkv@90s --all -b 1,2,3,4
echo "no picture" >text.png
bad 1 text.png text.png --all -b 1,2,3,4
run 1 glimpse halves.png --all -b 1,2,3,4 -o no/such/out.png
one_line no/such
sum=$(md5sum <halves.png)
run 1 glimpse halves.png --all -b 1,2,3,4 -o halves.png
one_line "is the input"
[ "$(md5sum <halves.png)" = "$sum" ] || fail "the input was written to"
ln -s /dev/full full.png
run 1 glimpse halves.png --all -b 1,2,3,4 -o full.png
one_line full.png
run 0 glimpse --help
grep -q -- --params out || fail "--help"
exit 0
