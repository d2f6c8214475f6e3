#!/usr/bin/env python3
"""Writes the clips that training leaves out as sequences: `held_out.py PACKS FOLDER`.

FOLDER gets NAME.mp4 and NAME.txt (x,y,w,h a frame, nan where absent) of each, forwards and (-back)
backwards, as `fovea eval` and `fovea_bench evidence` read them: what the tracker's confidence is
fitted to."""

import json
import pathlib
import subprocess
import sys

import numpy as np

from data import Pack


def write_video(path, frames):
    side = len(frames[0]) // 2 * 2
    command = "ffmpeg -v error -y -f rawvideo -pix_fmt rgb24 -s {0}x{0} -r 25 -i - -crf 16"
    process = subprocess.Popen(
        command.format(side).split() + ["-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)],
        stdin=subprocess.PIPE,
    )
    for rgb in frames:
        process.stdin.write(np.ascontiguousarray(rgb[:side, :side]).tobytes())
    process.stdin.close()
    if process.wait():
        raise SystemExit(f"held_out: ffmpeg could not write {path}")


def write_sequence(path, pack, rows):
    write_video(path.with_name(f"{path.name}.mp4"), [pack.frame(r) for r in rows])
    boxes = [",".join(f"{v:.2f}" for v in pack.box[r]) for r in rows]
    path.with_name(f"{path.name}.txt").write_text("\n".join(boxes) + "\n")


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
    packs, folder = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    pack = Pack(packs / "clips", -config["held_out"])
    for i, (first, last) in enumerate(zip(pack.first, pack.last)):
        seen = np.flatnonzero(np.isfinite(pack.box[first:last, 0]))
        if len(seen) < 20:
            continue
        name = f"{i:03d}-{pack.source[i].replace('/', '_')}"
        write_sequence(folder / name, pack, range(first + seen[0], last))
        write_sequence(folder / f"{name}-back", pack, range(first + seen[-1], first - 1, -1))


if __name__ == "__main__":
    main()
