"""Tests of ledgerkeeper. Run with: python -m unittest discover"""
