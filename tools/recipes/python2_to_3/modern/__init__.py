"""Recipes of the stage ``modern``."""
