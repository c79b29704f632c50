"""Loops of a dispute that nobody is obliged to leave: it could be sent round and round, and no duty is neglected.

Both the walk and the checker of certificates ask this of the situations they know; only the situations differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verify.readings import Cube, Domains, avoiding, compatible, join


@dataclass(frozen=True, slots=True)
class Way:
    """A step from one situation to another (numbered as the caller likes), the choices under which it can be taken,
    and whether somebody is then obliged to take it.
    """

    source: int
    dest: int
    cube: Cube
    duty: bool


def going_round(
    situations: Mapping[int, Cube], goals: Iterable[tuple[int, Cube]], ways: Iterable[Way], domains: Domains
) -> dict[Way, Cube]:
    """The steps that go on for ever among situations from which no duties lead to a goal, each with its choices.

    Args:
        situations: each with the choices it hangs on.
        goals: situations that need lead no further, with the choices under which they do not.
    """
    known = list(ways)
    duties: dict[int, list[Way]] = {}
    for way in known:
        if way.duty:
            duties.setdefault(way.dest, []).append(way)
    led: dict[int, list[Cube]] = {}
    todo = list(goals)
    while todo:
        place, cube = todo.pop()
        cubes = led.setdefault(place, [])
        if not any(set(one) <= set(cube) for one in cubes):
            cubes.append(cube)
            todo += [(one.source, join(one.cube, cube)) for one in duties.get(place, ()) if compatible(one.cube, cube)]
    left = {place: _without(cube, led.get(place, []), domains) for place, cube in situations.items()}
    found = {way: cube for way in known for cube in _on_both_sides(way, left)}
    size = -1
    while size != len(found):
        size = len(found)
        sources, dests = {way.source for way in found}, {way.dest for way in found}
        found = {way: cube for way, cube in found.items() if way.dest in sources and way.source in dests}
    return found


def _on_both_sides(way: Way, left: Mapping[int, list[Cube]]) -> list[Cube]:
    """The choices under which no duties lead on to a goal, neither before a step nor after it."""
    before = [join(one, way.cube) for one in left.get(way.source, []) if compatible(one, way.cube)]
    return [join(one, other) for one in before for other in left.get(way.dest, []) if compatible(one, other)][:1]


def _without(cube: Cube, cubes: Iterable[Cube], domains: Domains) -> list[Cube]:
    """A set of choices, less those that others cover."""
    made = {name for name, _ in cube}
    others = [tuple(it for it in one if it[0] not in made) for one in cubes if compatible(one, cube)]
    if not all(others):
        return []
    return [join(cube, one) for one in avoiding(others, domains)] if others else [cube]
