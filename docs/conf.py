"""Settings of Sphinx for the documentation site (`make docs`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the extension in tools/docs_site, and the formcheck beside it

from formcheck import __version__  # noqa: E402

project = "formcheck"
author = "the formcheck developers"
copyright = "the formcheck developers, Apache-2.0"  # noqa: A001  # Sphinx calls it so
release = __version__

extensions = [
    "myst_nb",  # Markdown, and notebooks that are executed
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "tools.docs_site",
]
exclude_patterns = ["conf.py"]
smartquotes = False  # "--exercise" keeps both of its hyphens

# --- Every cross reference is checked.
nitpicky = True
default_role = "py:obj"
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline", "colon_fence"]

# --- Docstrings
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the sections Parameters and Returns say what a value is
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

# --- Notebooks: executed anew at every build, and a cell that fails ends it.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 240
nb_merge_streams = True
# A kernel with settings of its own, and not those of the person who builds the site.  It does not
# print that it listens on a port of this computer.
kernels = ROOT / "build" / "ipython" / "profile_default" / "ipython_kernel_config.py"
kernels.parent.mkdir(parents=True, exist_ok=True)
kernels.write_text("get_config().IPKernelApp.log_level = 40\n", encoding="utf-8")
os.environ["IPYTHONDIR"] = str(kernels.parents[1])

# --- How it looks.  Nothing is loaded from elsewhere: letters are those of the system.
html_theme = "furo"
html_title = f"formcheck {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False

# --- `make check-links`
linkcheck_timeout = 10
linkcheck_workers = 4
