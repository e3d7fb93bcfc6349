"""The likelihood kernels, and the one place that chooses which of them the product runs on.

`reference` is slow and right; everything else is compared with it. A faster kernel has the face of
`compiled.log_posterior` and `compiled.bend` and is put to work by changing the line below.
"""

from intertwine.insights.kernels.compiled import bend, log_posterior
from intertwine.insights.kernels.observed import Observed

__all__ = ["Observed", "bend", "log_posterior"]
