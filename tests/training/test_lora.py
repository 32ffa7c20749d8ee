"""Training's own LoRA layer: the same numbers and gradients as PEFT's."""

import copy
from typing import Any

import pytest
import torch
from peft import LoraConfig, get_peft_model
from peft.tuners import lora

from training.lora import MergedLinear


def with_adapter(layer: torch.nn.Linear, *, merged: bool) -> Any:
    """The layer with an adapter of rank 4 whose matrices are both other than 0."""
    config = LoraConfig(r=4, lora_alpha=6, target_modules=["0"])
    if merged:
        config._register_custom_module({torch.nn.Linear: MergedLinear})
    torch.manual_seed(1)
    model: Any = get_peft_model(torch.nn.Sequential(copy.deepcopy(layer)), config)
    [adapted] = [one for one in model.modules() if isinstance(one, lora.Linear)]
    assert isinstance(adapted, MergedLinear) is merged
    second: Any = adapted.lora_B["default"]
    torch.nn.init.normal_(second.weight)
    return adapted


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(7, 24), (2, 5, 24)])
def test_what_it_computes_and_learns_is_what_pefts_layer_does(bias: bool, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    layer, x = torch.nn.Linear(24, 40, bias=bias), torch.randn(shape)
    weights = torch.randn(*shape[:-1], 40)
    results = []
    for merged in (True, False):
        adapted, inputs = with_adapter(layer, merged=merged), x.clone().requires_grad_()
        product = adapted(inputs)
        (product * weights).sum().backward()
        learnt = [adapted.lora_A["default"].weight.grad, adapted.lora_B["default"].weight.grad]
        results.append((product, inputs.grad, *learnt, adapted.base_layer.weight.grad))
    (*own, of_base), (*expected, _) = results
    assert of_base is None, "the base is not trained"
    for one, other in zip(own, expected, strict=True):
        # Sums of fp32 products in another order: processors differ in the last digits.
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-4)


def test_in_bf16_it_computes_what_the_merged_layer_will() -> None:
    torch.manual_seed(0)
    adapted, x = with_adapter(torch.nn.Linear(24, 40).bfloat16(), merged=True), torch.randn(7, 24).bfloat16()
    delta = adapted.lora_B["default"].weight @ adapted.lora_A["default"].weight * 1.5
    weight = (adapted.base_layer.weight.float() + delta).bfloat16()
    expected = torch.nn.functional.linear(x, weight) + adapted.base_layer.bias
    torch.testing.assert_close(adapted(x), expected, rtol=0, atol=0)
