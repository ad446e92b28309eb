"""Test runners, the baseline and the gate."""
