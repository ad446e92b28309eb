"""Talking to the treasury's gateway."""

from rates import RateService, RateTable
