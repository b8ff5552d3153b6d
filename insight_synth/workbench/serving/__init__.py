"""The workbench's server: ``app.py`` as an ASGI application, and what every request passes through.

Shows nothing itself: pages are in ``workbench/pages``. Why it is as it is: docs/decisions/0012-serving.md.
"""

from insight_synth.workbench.serving.callers import Address

__all__ = ["Address"]
