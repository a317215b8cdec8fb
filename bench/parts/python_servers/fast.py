"""FastAPI: one picture a call, the graph in the process that answers."""

import sys

import uvicorn
from fastapi import FastAPI, Request

from .model import decode, make_predict

app = FastAPI()
run = make_predict([1])


@app.post("/predict")
async def predict(request: Request):
    pixels = decode(await request.body())
    return {"probabilities": run(pixels[None])[0].tolist()}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
