"""Tells MLflow about a run, where there is one; the model does not depend on it."""

import json
import logging
import os

log = logging.getLogger("finetune")


def track(run: str, parameters: dict[str, object], metrics: dict[str, float], tags: dict[str, str]) -> None:
    if not os.environ.get("MLFLOW_TRACKING_URI"):
        return
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    try:
        import mlflow

        mlflow.set_experiment(os.environ.get("MLFLOW_EXPERIMENT_NAME", "llm-finetune"))
        with mlflow.start_run(run_name=run, tags=tags):
            mlflow.log_params(parameters)
            mlflow.log_metrics(metrics)
    except Exception as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        log.warning("event=not_tracked cause=%s", json.dumps(cause))
        return
    log.info("event=tracked run=%s", run)
