"""Strongly connected components: the companies that hold shares in each other round and round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def components(nodes: Iterable[str], successors: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The components (Tarjan 1972, without recursion), each sorted, in an order in which successors come first.

    Successors that are not among `nodes` are left out.
    """
    among = dict.fromkeys(nodes)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in among:
        if root in index:
            continue
        work = [(root, _enter(root, index, low, stack, on_stack, successors))]
        while work:
            node, rest = work[-1]
            for following in rest:
                if following not in index:
                    if following not in among:
                        continue
                    if successors.get(following):
                        work.append((following, _enter(following, index, low, stack, on_stack, successors)))
                        break
                    index[following] = len(index)  # leads nowhere, as persons do: most of a register's parties
                    found.append((following,))
                elif following in on_stack:
                    low[node] = min(low[node], index[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_close(node, stack, on_stack))
    return found


def is_cyclic(component: tuple[str, ...], successors: Mapping[str, Iterable[str]]) -> bool:
    """Whether one can walk in the component for ever: several members, or one that leads to itself."""
    return len(component) > 1 or component[0] in successors.get(component[0], ())


def _enter(
    node: str,
    index: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    on_stack: set[str],
    successors: Mapping[str, Iterable[str]],
) -> Iterator[str]:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    return iter(successors.get(node, ()))


def _close(node: str, stack: list[str], on_stack: set[str]) -> tuple[str, ...]:
    members = []
    while True:
        member = stack.pop()
        on_stack.remove(member)
        members.append(member)
        if member == node:
            return tuple(sorted(members))
