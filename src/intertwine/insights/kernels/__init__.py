"""The likelihood kernels, and the one place that chooses which of them the product runs on.

`reference` is slow and right; everything else is compared with it. A faster kernel has the face of
`compiled.log_posterior`, `compiled.bend` and `standing_in.stand_ins` and is put to work by changing a line below.
"""

from intertwine.insights.kernels.compiled import bend, log_posterior
from intertwine.insights.kernels.observed import Observed
from intertwine.insights.kernels.standing_in import stand_ins

__all__ = ["Observed", "bend", "log_posterior", "stand_ins"]
