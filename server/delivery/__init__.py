"""Delivery of dispatches to their recipients' webhooks."""
