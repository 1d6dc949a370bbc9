"""Measures what creditgraph costs: `python -m bench` (docs/performance.md)."""
