"""What models do: repair failing tests, edit what recipes left, order the work, read the result."""
