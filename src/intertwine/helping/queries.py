"""Whom to call, by country."""

from intertwine.members.lines import Where, lines, where

__all__ = ["Where", "lines", "where"]
