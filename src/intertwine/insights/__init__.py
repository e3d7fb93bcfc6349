"""The statistics of one couple: arrays in, frozen values out. Nothing here knows people, dates, keys or pages."""
