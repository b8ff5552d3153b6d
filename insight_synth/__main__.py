"""``python -m insight_synth``: the same as ``insight-synth``."""

from insight_synth.cli import main

main()
