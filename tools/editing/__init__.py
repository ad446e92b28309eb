"""Edits by anchors: finding what they name, fitting what they bring, refusing what is not certain."""
