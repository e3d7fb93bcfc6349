"""Studies: whole cohorts of couples, from files and over machines. The statistics themselves are `insights.cohort`."""
