"""What a restriction is: parties, links, findings, policies and the decisions that follow from them.

Pure: imports the standard library and its own siblings only. No I/O and no clock: days and recorded times are arguments.
"""
