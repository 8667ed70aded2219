"""One step of gradient descent towards the line through this site's points."""
import os

import numpy as np
from flwr.app import ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()


@app.train()
def train(message: Message, context: Context) -> Message:
    points = np.loadtxt(os.path.join(context.node_config["data"], "points.csv"), delimiter=",")
    x, y = np.stack([points[:, 0], np.ones(len(points))], axis=1), points[:, 1]
    [line] = message.content["arrays"].to_numpy_ndarrays()
    rate = message.content["config"]["learning-rate"]
    line = line - rate * 2 / len(points) * x.T @ (x @ line - y)
    metrics = MetricRecord({"num-examples": len(points)})
    return Message(RecordDict({"arrays": ArrayRecord([line]), "metrics": metrics}), reply_to=message)
