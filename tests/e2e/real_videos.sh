#!/usr/bin/env bash
# Real videos in $FOVEA_DATA (NAME.mp4 with NAME.txt): a row for every frame, and a track that is
# no worse than it was. Sanitizers see a few videos only.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -n "${FOVEA_DATA:-}" ] || skip "FOVEA_DATA is not set: no real videos"
need python3
few=()
[ -z "$sanitized" ] || few=(--only Crossing)

"$FOVEA_ROOT/scripts/evaluate" -j 2 --fovea "$FOVEA" --json result.json \
    ${few[@]+"${few[@]}"} "$FOVEA_DATA" >out 2>err || fail "evaluate"
cat out
python3 - <<'CHECK' || fail "see above"
import json
import sys

result = json.load(open("result.json"))
missing = [r["name"] for r in result["sequences"] if r["rows_missing"]]
if missing:
    sys.exit(f"frames without a row in {', '.join(missing)}")
# What CSRT of OpenCV 4.6 reaches on the 37 development sequences; ours is well above.
if len(result["sequences"]) == 37 and result["mean"]["auc"] < 0.531:
    sys.exit(f"mean success AUC {result['mean']['auc']:.3f}, expected at least 0.531")
CHECK
exit 0
