"""The workbench's server: ``app.py`` as an ASGI application, what every request passes through, and its start.

Shows nothing itself: pages are in ``workbench/pages``. Why it is as it is: docs/decisions/0012-serving.md.
"""

from insight_synth.workbench.serving.callers import Address
from insight_synth.workbench.serving.launching import serve

__all__ = ["Address", "serve"]
