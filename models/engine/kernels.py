"""The compiled functions of the engine: one library for each kind of processor, chosen when the model is loaded."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Final, Literal

import torch

from models.engine.int8_weights import Matrix
from program.errors import UnavailableError

FORM: Final = 2
"""As in `int8.c`: version of the functions' arguments."""

KernelName = Literal["vnni", "avx2"]
"""`vnni`: AVX-512, and products by its instructions for 8-bit integers (VNNI). `avx2`: AVX2, and products of 8-bit
integers as 16-bit ones."""

_LIBRARY: Final[dict[KernelName, str]] = {"vnni": "_int8_avx512", "avx2": "_int8_avx2"}
"""The library of each kernel, the fastest kernel first."""

_INT, _FLOAT, _ARRAY = ctypes.c_int, ctypes.c_float, ctypes.c_void_p
_SIGNATURES = {
    "multiply": (_INT, _INT, _INT, *[_ARRAY] * 4),
    "normalize": (_INT, _INT, _FLOAT, *[_ARRAY] * 5),
    "add": (_INT, _INT, _FLOAT, *[_ARRAY] * 8),
    "split": (_INT, _INT, _FLOAT, _FLOAT, *[_ARRAY] * 10),
    "attend": (_INT, _INT, _INT, *[_ARRAY] * 6),
    "gate": (_INT, _INT, *[_ARRAY] * 5),
    "score_tokens": (_INT, _INT, *[_ARRAY] * 4),
}


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """The functions of the engine for one kind of processor."""

    name: KernelName
    _library: Any

    def call(self, function: str, *arguments: Any) -> None:
        """Call a function of the library (`int8.c`, `product.c`); tensors are handed over by their address."""
        at = (one.data_ptr() if isinstance(one, torch.Tensor) else one for one in arguments)
        getattr(self._library, function)(*at)

    def product(self, matrix: Matrix, states: torch.Tensor, products: torch.Tensor) -> None:
        """Write `states` (tokens x inputs, int8) times the matrix to `products` (tokens x outputs, int32)."""
        if self.name == "vnni":
            torch._int_mm(states, matrix.rows.t(), out=products)
        else:
            wide = torch.empty(states.shape, dtype=torch.int16)
            self.call("multiply", len(states), *matrix.shape, states, matrix.rows, wide, products)


def kernels() -> tuple[Kernel, ...]:
    """The kernels that run on this machine, the fastest first; none where setup could not compile them."""
    return tuple(Kernel(name, library) for name in _LIBRARY if _runs(name) and (library := _library(name)))


def kernel(wanted: KernelName | None = None) -> Kernel:
    """The kernel of this name; without one, the fastest of this machine.

    Raises:
        UnavailableError: The processor or its compiled functions do not allow it.
    """
    there = kernels()
    for one in there:
        if wanted in (None, one.name):
            return one
    if wanted is not None and there:
        known = ", ".join(one.name for one in there)
        raise UnavailableError(f"the kernel {wanted} does not run on this machine: choose auto, {known} or float")
    if not torch.cpu._is_avx2_supported():
        raise UnavailableError("the processor has no AVX2")
    raise UnavailableError(
        "models/engine/*.c are not compiled as they are: run `make setup`, with a C compiler and OpenMP"
    )


def _runs(name: KernelName) -> bool:
    """Whether the processor has the kernel's instructions."""
    return bool(torch.cpu._is_vnni_supported() if name == "vnni" else torch.cpu._is_avx2_supported())


@cache
def _library(name: KernelName) -> Any:
    """The compiled functions; None: setup could not compile them, or did so from another version."""
    compiled = find_spec(f"models.engine.{_LIBRARY[name]}")
    if compiled is None or compiled.origin is None:
        return None
    try:
        library = ctypes.CDLL(compiled.origin)
        if library.form() != FORM:
            return None
        for function, arguments in _SIGNATURES.items():
            found = getattr(library, function)
            found.argtypes, found.restype = arguments, None
    except (OSError, AttributeError):
        return None
    return library
