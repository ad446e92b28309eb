"""Recipes of the stage ``syntax``."""
