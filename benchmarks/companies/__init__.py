"""Companies with known truth, drawn from a seed: what their sources deliver, and what a good analyst would say of it.

``drawing`` draws what is true, ``delivered`` gives its records as the product's own types, with a machine's errors in
the themes; ``truth`` says what there is to be found, ``naive`` is the way without a method, ``scoring`` counts.
Nothing here is tuned to the product's rules: see docs/contributors/simulated-companies.md.
"""

from benchmarks.companies.company import Company
from benchmarks.companies.delivered import Records, deliver
from benchmarks.companies.drawing import draw_company
from benchmarks.companies.truth import Truth, truth_of

__all__ = ["Company", "Records", "Truth", "deliver", "draw_company", "truth_of"]
