"""Parsing with tree-sitter: index, import graph, survey."""
