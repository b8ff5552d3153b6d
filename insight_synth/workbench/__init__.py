"""The workbench: the product in the browser.

``pages`` are what Streamlit runs and stay short. What they show is worked out in ``views``, ``charts``, ``uploads``
and ``workspaces``, which know nothing of Streamlit; ``session`` and ``components`` are the parts pages share.
"""
