"""Every part of the calibration, in the order of the document, and words for several of them."""

from bench.calibrate import changes, cohorts, ends, one_couple, posteriors
from bench.calibrate.part import Part

PARTS: dict[str, Part] = {
    part.name: part for part in (*one_couple.PARTS, ends.PART, changes.PART, posteriors.PART, cohorts.PART)
}

GROUPS = {"one_couple": ("ranks", "coverage", "findings", "ends", "changes", "posteriors")}
