"""LoRA: what a layer computes, plus a product of two narrow matrices, which alone learn. https://arxiv.org/abs/2106.09685"""

from collections.abc import Iterator

import torch
from base_model import Decoder
from torch import Tensor, nn


class Adapted(nn.Module):
    def __init__(self, layer: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.layer = layer
        self.scale = alpha / rank
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, hidden: Tensor) -> Tensor:
        return self.layer(hidden) + (hidden @ self.down.T) @ self.up.T * self.scale


def adapt(model: Decoder, rank: int, alpha: float, seed: int) -> None:
    """Puts an adapter around every linear layer of the blocks, and of the head; at first it changes nothing."""
    torch.manual_seed(seed)
    for part in (*model.blocks, model):
        for name, layer in list(part.named_children()):
            if isinstance(layer, nn.Linear):
                setattr(part, name, Adapted(layer, rank, alpha))


def adapter(model: Decoder) -> Iterator[tuple[str, nn.Parameter]]:
    """All that learns, always in the same order."""
    return ((name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad)
