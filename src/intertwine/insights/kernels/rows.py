"""Where everything of a lane lies: one flat workspace, row after row of LANES numbers; names say where a row begins.

One array with distances the compiler can see is what lets it vectorise: it would not dare with many.
"""

LANES = 8
"""Parameter vectors that go through the diary side by side."""

P00, P01, P11, P02, P03, P12, P13, P22, P23, P33 = range(0, 10 * LANES, LANES)  # covariance of the state
Z0, Z1, Z2, Z3 = range(10 * LANES, 14 * LANES, LANES)  # the state
F00, F01, F10, F11 = range(14 * LANES, 18 * LANES, LANES)  # the transition's blocks
G00, G01, G10, G11 = range(18 * LANES, 22 * LANES, LANES)  # BF + L
C00, C01, C10, C11 = range(22 * LANES, 26 * LANES, LANES)
Q00, Q01, Q11, Q02, Q03, Q12, Q13, Q22, Q23, Q33 = range(26 * LANES, 36 * LANES, LANES)  # covariance of a day's news
R0, R1, R2, R3 = range(36 * LANES, 40 * LANES, LANES)  # error variances
LEVEL_0, LEVEL_1, LEVEL_2, LEVEL_3 = range(40 * LANES, 44 * LANES, LANES)
PRODUCT, MISFIT = range(44 * LANES, 46 * LANES, LANES)  # of variances, since the last logarithm; of squared surprises
VALUE_0, VALUE_1, VALUE_2, VALUE_3 = range(
    46 * LANES, 50 * LANES, LANES
)  # what was answered today, or stands in for it
KEPT = 50 * LANES
DYNAMICS = 22 * LANES
"""F, G, C and Q together, from F00 on, which wait at KEPT while their rows serve to find the start."""

SIZE = KEPT + DYNAMICS

COLUMNS = ((P00, P01, P02, P03), (P01, P11, P12, P13), (P02, P12, P22, P23), (P03, P13, P23, P33))
"""Of the covariance, which is stored as its upper triangle."""

LOG_SD, LEVEL, LOGIT = 16, 22, 26
"""Where in the 28 parameters: innovation standard deviations, usual levels, logit reliabilities."""
