"""safetensors files: the header's length, the header as JSON, the values."""

import json
import struct

import numpy as np
import torch


def save(path, tensors, metadata):
    """Writes tensors, as float32, and what str() makes of the metadata."""
    header, at = {"__metadata__": {k: str(v) for k, v in metadata.items()}}, 0
    blobs = [
        t.detach().cpu().float().contiguous().numpy().astype("<f4").tobytes()
        for t in tensors.values()
    ]
    for (name, t), blob in zip(tensors.items(), blobs):
        header[name] = {
            "dtype": "F32",
            "shape": list(t.shape),
            "data_offsets": [at, at + len(blob)],
        }
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read(path):
    """(tensors, metadata) of a file that save() wrote."""
    try:
        data = path.read_bytes()
        start = 8 + struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:start])
        metadata, out = header.pop("__metadata__", {}), {}
        for name, note in header.items():
            low, high = note["data_offsets"]
            values = np.frombuffer(data[start + low : start + high], "<f4").reshape(note["shape"])
            out[name] = torch.from_numpy(values.copy())
    except OSError as error:
        raise SystemExit(f"{path}: no weights: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise SystemExit(f"{path}: damaged, or no safetensors of float32 ({error})") from None
    return out, metadata
