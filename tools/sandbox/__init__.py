"""Where repository code runs."""
