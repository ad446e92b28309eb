"""Recipes of the stage ``text``."""
