"""Explains the prices that a trained model predicts: how much each feature of a house adds or takes."""

import sys

import server
from explain_api import interface
from explain_telemetry import ExplainTelemetry

if __name__ == "__main__":
    sys.exit(server.main(ExplainTelemetry, interface))
