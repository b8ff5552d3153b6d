"""The strategy owner's questions and beliefs, held against what people say.

``agenda_toml`` reads and writes the questions, ``matching`` finds the passages that speak to one, ``answers`` tells how
each question stands. ``hunches``, ``stance`` and ``asking`` do the same for beliefs, and say whom to ask next.
"""
