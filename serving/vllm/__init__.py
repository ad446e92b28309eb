"""vLLM on our own machines: its command, its process, its troubles."""
