"""The likelihood kernels, and the one place that chooses which of them the product runs on.

`reference` is slow and right; everything else is compared with it. A faster kernel has the face of
`batched_log_likelihood` and is put to work by changing the line below.
"""

from intertwine.insights.kernels.batched import Batch, Observed, stationary_covariances
from intertwine.insights.kernels.batched import batched_log_likelihood as log_likelihood

__all__ = ["Batch", "Observed", "log_likelihood", "stationary_covariances"]
