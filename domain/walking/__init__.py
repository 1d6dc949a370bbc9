"""Walking the graph of links: ways between two parties, what is around one, what changed around one. Pure.

`web` holds the links met so far, `search` decides whose links are read next for ways between two parties and what is
certain by then, `shortest` takes the shortest ways out of a web, `around` decides what of a neighbourhood is kept, `changes`
tells what changed.
"""
