"""What several recipes of this track ask: no recipes here."""
