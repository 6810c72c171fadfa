"""Reads model cards as the Hugging Face hub's own client does: texts of cards in, name and results of each out."""

import json
import sys

from huggingface_hub import ModelCard

cards = [ModelCard(text) for text in json.load(sys.stdin)]
json.dump(
    [
        {
            "name": card.data.model_name,
            "results": [
                {
                    "task": result.task_type,
                    "dataset": result.dataset_name,
                    "revision": result.dataset_revision,
                    "metric": result.metric_type,
                    "value": result.metric_value,
                    "source": result.source_url,
                }
                for result in card.data.eval_results
            ],
        }
        for card in cards
    ],
    sys.stdout,
)
