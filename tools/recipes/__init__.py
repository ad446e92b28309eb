"""The recipe engine, and one folder a track."""
