"""Reads YAML texts, one a line as JSON, and writes what PyYAML (1.1) and ruamel.yaml (1.2) make of each."""
import json
import sys

import yaml
from ruamel.yaml import YAML


def attempt(read, text):
    try:
        value = read(text)
        json.dumps(value)
        return value
    except Exception as error:
        return f"error: {error}".split("\n")[0]


for line in sys.stdin:
    text = json.loads(line).encode("utf-8")
    results = [attempt(yaml.safe_load, text), attempt(YAML(typ="safe", pure=True).load, text)]
    print(json.dumps(results))
