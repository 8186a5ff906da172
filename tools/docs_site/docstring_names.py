"""Names in docstrings: a link to what the site documents, and plain code for everything else.

A docstring has ``Checker`` in backticks, or as a type, without the module.  What a page of the
site links to by its whole path (``formcheck.analyze``) must exist, or the build fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_missing(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.Element
) -> nodes.Element | None:
    """Return what stands for a name that Sphinx did not find; None = it is a broken link."""
    target = node.get("reftarget", "")
    is_loose = node.get("reftype") == "obj" or not target.startswith("formcheck.")
    if node.get("refdomain") != "py" or not is_loose:
        return None
    domain: Any = env.get_domain("py")
    ends = f".{target.rpartition('.')[2]}"
    found = [row for name, row in domain.objects.items() if name.endswith(ends)]
    if len(found) != 1:
        return shown
    return make_refnode(app.builder, node["refdoc"], found[0].docname, found[0].node_id, shown)
