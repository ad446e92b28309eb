"""Recipes of the stage ``builtins``."""
