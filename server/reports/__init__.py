"""The monthly report as files."""
