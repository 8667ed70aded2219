"""Averages what the sites learn, weighted by their rows, and writes the line where the run says."""
import os

import numpy as np
from flwr.app import ArrayRecord, ConfigRecord, Context
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    config = context.run_config
    result = FedAvg(fraction_evaluate=0.0).start(
        grid=grid,
        initial_arrays=ArrayRecord([np.zeros(2)]),
        num_rounds=config["rounds"],
        train_config=ConfigRecord({"learning-rate": config["learning-rate"]}),
    )
    output = os.environ["MODEL_OUTPUT"]
    os.makedirs(f"{output}.partial")
    np.savetxt(f"{output}.partial/line.csv", result.arrays.to_numpy_ndarrays()[0], fmt="%.17g")
    os.rename(f"{output}.partial", output)
