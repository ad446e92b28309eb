"""Recipes of the stage ``imports``."""
