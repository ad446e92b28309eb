"""The gate: ordered checks that accept or refuse proposals. Nothing else does."""
