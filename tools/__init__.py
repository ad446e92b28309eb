"""What an agent can do to a repository. No model anywhere below here."""
