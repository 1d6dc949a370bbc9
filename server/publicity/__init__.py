"""The publicity list (公示) as the public sees it: a page, JSON and CSV, without a login."""
