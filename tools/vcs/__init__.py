"""Git, on hostile checkouts."""
