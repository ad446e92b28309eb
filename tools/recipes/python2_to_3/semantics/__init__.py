"""Recipes of the stage ``semantics``."""
