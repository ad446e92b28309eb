"""Recipes of the stage ``tests``."""
