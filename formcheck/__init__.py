"""formcheck watches hip exercises through a camera: it counts repetitions and reports faults.

The public names stand in one place, ``__init__.pyi`` beside this file, where type checkers read
them.  Each name is imported when it is first used.  ``import formcheck`` therefore loads neither
OpenCV nor a pose estimator.
"""

from functools import cache
from importlib import import_module
from typing import Any

from formcheck.version import __version__ as __version__


def __getattr__(name: str) -> Any:  # noqa: ANN401  # PEP 562: any public object
    names = _public_names()
    if name == "__all__":
        return sorted(names)
    if name not in names:
        raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
    module, attribute = names[name]
    if module == "formcheck":
        return import_module(f"formcheck.{attribute}")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(_public_names())


@cache
def _public_names() -> dict[str, tuple[str, str]]:
    """Return module and attribute of every public name, read from the stub."""
    import ast
    from importlib.resources import files

    names: dict[str, tuple[str, str]] = {}
    stub = files("formcheck").joinpath("__init__.pyi").read_text(encoding="utf-8")
    for node in ast.parse(stub).body:
        match node:
            case ast.ImportFrom(module=str(module), names=aliases):
                names |= {alias.asname or alias.name: (module, alias.name) for alias in aliases}
            case ast.Assign(targets=[ast.Name(old_name)], value=ast.Name(name)):
                names[old_name] = names[name]
    return names
