#!/usr/bin/env bash
# Makes a 1080p H.264 file of moving detail and measures `fovea track` on it against decoding
# alone, then the memory that a file of ten times the length takes.
#
#   tests/bench/pipeline.sh [--json] [BUILD]      (BUILD: build)
#   RUNS, FRAMES, BITRATE: 7, 300 and 8M unless told
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
options=()
if [ "${1:-}" = --json ]; then
    options=(--json)
    shift
fi
build=${1:-$root/build}
bench=$build/tests/fovea_bench fovea=$build/src/fovea
for program in "$bench" "$fovea"; do
    [ -x "$program" ] || {
        echo "pipeline.sh: there is no $program; build first, or name the build folder" >&2
        exit 1
    }
done
frames=${FRAMES:-300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A fractal square of 160 pixels wanders over a zoom into a fractal under a test pattern's
# moving parts and noise: detail and motion everywhere, at the bit rate asked for. It ends where
# it began, so that the file can be repeated.
ffmpeg -v error -filter_complex "
    mandelbrot=s=1920x1080:r=25:end_pts=1500:inner=convergence[zoom];
    testsrc2=s=1920x1080:r=25,format=yuva420p,colorchannelmixer=aa=0.35[pattern];
    mandelbrot=s=160x160:r=25:start_scale=0.3,trim=end_frame=1,loop=-1:1:0,setpts=N/25/TB,
        hue=h=120[square];
    [zoom][pattern]overlay[back];
    [back][square]overlay=x='880+560*sin(2*PI*n/$frames)':y='460+320*sin(4*PI*n/$frames)',
        noise=alls=6:allf=t,format=yuv420p" \
    -frames:v "$frames" -c:v libx264 -preset fast -b:v "${BITRATE:-8M}" "$work/short.mp4"
ffmpeg -v error -stream_loop 9 -i "$work/short.mp4" -c copy "$work/long.mp4"
ffprobe -v error -select_streams v -of default=nw=1 \
    -show_entries stream=codec_name,profile,width,height,bit_rate "$work/short.mp4" | xargs >&2
box=880,460,160,160
"$bench" "${options[@]}" pipeline "$fovea" "$work/short.mp4" $box "${RUNS:-7}"
echo "the same ten times over" >&2
"$bench" "${options[@]}" pipeline "$fovea" "$work/long.mp4" $box 1
