"""Penalties and licences in the double-publicity layout (双公示, R43), as files and over HTTP."""
