#!/usr/bin/env bash
# The network of scripts/train/model.py as it is now, exported anew, against the one in C: where
# PyTorch is installed (for the Python that PYTHON names; else python3).
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -z "$sanitized" ] || skip "the release build tells as much"
python=${PYTHON:-python3}
need "$python"
export PYTHONDONTWRITEBYTECODE=1
"$python" -c 'import torch' 2>/dev/null || skip "there is no PyTorch for $python"
[ -x "$FOVEA_BUILD/tests/test_net" ] || fail "test_net is not built"

echo "export"
"$python" "$FOVEA_ROOT/scripts/train/export.py" --tiny . 2>err || fail "export.py --tiny"
cat tiny.safetensors tiny_vectors.safetensors >both || fail "export.py wrote nothing"

echo "parity"
FOVEA_NET_PARITY=$work "$FOVEA_BUILD/tests/test_net" >out 2>&1 || { cat out; fail "test_net"; }

echo "a damaged file"
head -c 5000 both >tiny.safetensors
FOVEA_NET_PARITY=$work "$FOVEA_BUILD/tests/test_net" >out 2>&1 && fail "cut weights were taken"
grep -q 'weights .*tiny.safetensors: ' out || { cat out; fail "no message of cut weights"; }
exit 0
