###
# #%L
# Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
# %%
# Copyright (C) 2026 SSD for Fiji developers.
# %%
# Redistribution and use in source and binary forms, with or without
# modification, are permitted provided that the following conditions are met:
# 
# 1. Redistributions of source code must retain the above copyright notice,
#    this list of conditions and the following disclaimer.
# 2. Redistributions in binary form must reproduce the above copyright notice,
#    this list of conditions and the following disclaimer in the documentation
#    and/or other materials provided with the distribution.
# 
# THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
# AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
# IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
# ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
# LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
# CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
# SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
# INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
# CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
# ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
# POSSIBILITY OF SUCH DAMAGE.
# #L%
###
"""Small weight files of every container, written by the software that the formats belong to, and their values.

Run in this folder: python3 containers.py   (PyTorch 1.13, safetensors 0.8, h5py 3.16)
Writes containers.json and the files next to it. evil-*.pth would run code in an unpickler that is not restricted.
"""
import collections
import json

import h5py
import numpy as np
import torch
from safetensors.torch import save_file

torch.manual_seed(5)


def tensors():
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))  # has a whole number in it
    state = module.state_dict()
    base = torch.randn(5, 6)
    state["view"] = base[1:4, 2:5]  # part of a storage
    state["transposed"] = base.t()  # the same storage
    state["last"] = torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last)
    state["half"] = torch.tensor([1.5, -0.25, 65504, 6e-8, 0, float("inf")], dtype=torch.float16)
    state["bfloat"] = torch.randn(7).to(torch.bfloat16)
    state["double"] = torch.randn(3, dtype=torch.float64)
    state["scalar"] = torch.tensor(2.5)
    state["empty"] = torch.zeros(0, 3)
    return state


def described(state):
    return {k: {"shape": list(v.shape), "values": [str(float(x)) for x in v.float().reshape(-1)]}
            for k, v in state.items() if v.is_floating_point()}


state = tensors()
golden = {"state": described(state)}
for name, new in (("zip", True), ("stream", False)):
    torch.save(state, f"{name}.pth", _use_new_zipfile_serialization=new)
    # lufficc's checkpoints: the weights next to the optimiser's state
    weights = torch.nn.Linear(3, 2)
    optimizer = torch.optim.SGD(weights.parameters(), 0.1, momentum=0.9)
    weights(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    torch.save({"model": weights.state_dict(), "optimizer": optimizer.state_dict(), "iteration": 7},
               f"{name}-checkpoint.pth", _use_new_zipfile_serialization=new)
    golden[f"{name}-checkpoint"] = described(weights.state_dict())
    torch.save(collections.OrderedDict((f"module.{k}", torch.nn.Parameter(v)) for k, v in weights.state_dict().items()),
               f"{name}-parallel.pth", _use_new_zipfile_serialization=new)
    golden[f"{name}-parallel"] = described(weights.state_dict())


class Evil:
    def __reduce__(self):
        return eval, ("open('/tmp/ran', 'w')",)


torch.save({"w": torch.ones(2), "x": Evil()}, "evil-zip.pth")
torch.save({"w": torch.ones(2), "x": Evil()}, "evil-stream.pth", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 2), "evil-module.pth")

plain = {k: v.contiguous().clone() for k, v in state.items()}
save_file(plain, "plain.safetensors", metadata={"format": "pt"})

keras = {"block1_conv1/block1_conv1_W_1:0": (3, 3, 3, 4), "block1_conv1/block1_conv1_b_1:0": (4,),
         "model_weights/fc1/fc1/kernel:0": (18, 4), "model_weights/fc1/fc1/bias:0": (4,)}
golden["keras"] = {}
with h5py.File("keras.h5", "w") as f:
    f.attrs["layer_names"] = [b"block1_conv1", b"fc1"]
    for k, shape in keras.items():
        value = np.random.RandomState(len(k)).randn(*shape).astype(np.float32)
        f.create_dataset(k, data=value)
        golden["keras"][k] = {"shape": list(shape), "values": [str(float(x)) for x in value.reshape(-1)]}
    f.create_dataset("step", data=np.int64(3))
    f["link"] = h5py.ExternalLink("/etc/other.h5", "/x")
json.dump(golden, open("containers.json", "w"), indent=0)
