"""The vocabulary as types: frozen, validated, free of input and output."""
