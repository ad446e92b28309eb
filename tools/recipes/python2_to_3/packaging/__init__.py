"""Recipes of the stage ``packaging``."""
