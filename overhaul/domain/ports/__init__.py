"""The ports: what each part may ask of the others. Implementations stand elsewhere, handed in by constructor.

One module a noun. Every port has one conformance suite in tests/conformance that all its implementations run.
"""
