"""llama.cpp's own server with one model: peer.py MODEL KEY; prints its address once it listens."""

import sys
import time

import xllamacpp

model, key = sys.argv[1:3]
params = xllamacpp.CommonParams()
params.model.path = model
params.port = 0
params.n_ctx = 8192
params.n_parallel = 1
params.api_keys = [key]
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
while True:
    time.sleep(3600)
