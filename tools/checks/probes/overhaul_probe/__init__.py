"""What runs beside a repository's tests, in the sandbox, on CPython 2.7 and 3.x."""
