#!/usr/bin/env bash
# Memory at 1080p stays below 150 MB, with or without a window, whatever the length of the video.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -z "$sanitized" ] || skip "sanitizers take memory of their own"
need ffmpeg python3
ffmpeg -v error -f lavfi -i testsrc2=s=1920x1080:r=30 -frames:v 120 \
    -c:v libx264 -preset veryfast hd.mp4 || fail "ffmpeg cannot make hd.mp4"
hd=(hd.mp4 --box 900,500,120,100)

# peak ARGUMENTS...: tracks; sets kB to the most memory that was resident.
peak() {
    kB=$(python3 -c 'import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)' "$FOVEA" track "$@" -o rows.csv 2>err) || fail "fovea track $*"
    echo "$kB kB: $*"
}

peak "${hd[@]}" --no-window
[ "$kB" -lt 150000 ] || fail "$kB kB"

# Of small pictures, or those that happen to be on their way would count for more than a leak.
ffmpeg -v error -f lavfi -i testsrc2=s=96x64:r=30 -frames:v 3000 \
    -c:v libx264 -preset ultrafast long.mp4 || fail "ffmpeg cannot make long.mp4"
peak long.mp4 --box 30,20,30,30 --no-window --limit 500
short=$kB
peak long.mp4 --box 30,20,30,30 --no-window
[ $((kB - short)) -lt 1024 ] || fail "memory grows with the video: $short kB, then $kB kB"

peak "${hd[@]}" --no-window --limit 60 --render out.mp4
[ "$kB" -lt 220000 ] || fail "$kB kB to render"

grep -qs 'FOVEA_VIEW:BOOL=OFF' "$FOVEA_BUILD/CMakeCache.txt" && exit 0
start_display 1920x1080
export SDL_VIDEODRIVER=x11 SDL_RENDER_DRIVER=software
peak "${hd[@]}" --fast
grep -q "no window" err && fail "there was no window"
[ "$kB" -lt 150000 ] || fail "$kB kB with a window"
exit 0
