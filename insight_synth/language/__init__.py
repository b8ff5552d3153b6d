"""What can be said of a text without knowing what it is about: its language, passages, words, lemmas and sentiment.

Knows English, Finnish, Polish, Swedish and German well, other languages by general rules. Does not embed or group.
"""

from insight_synth.language._bare import bare
from insight_synth.language._identify import identify
from insight_synth.language._passages import passages
from insight_synth.language._says_something import says_something
from insight_synth.language._sentiment import sentiments
from insight_synth.language._stop_words import negations, stop_words
from insight_synth.language._words import lemmas, words

__all__ = ["bare", "identify", "lemmas", "negations", "passages", "says_something", "sentiments", "stop_words", "words"]
