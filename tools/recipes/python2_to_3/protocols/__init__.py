"""Recipes of the stage ``protocols``."""
