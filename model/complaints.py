"""What a reader of a file complains of: mistakes gathered with their places, and names looked up with a way out."""

from collections.abc import Collection, Iterable

from model.condition import Condition, Literal
from model.errors import BadInput, Fault, did_you_mean
from model.yaml_places import Path, YamlText

MOST_FAULTS = 200


class Complaints:
    """The mistakes found in one file so far.

    `untrusted` are the parts already complained of, which are not complained of again. `domains` are the case
    facts and readings that conditions may name, with their answers.
    """

    add = "use one of these, or add it"
    """What to do about an unknown name that is near to no other."""

    def __init__(self, yaml: YamlText, untrusted: frozenset[Path] = frozenset()) -> None:
        self.yaml = yaml
        self.untrusted = untrusted
        self.faults: list[Fault] = []
        self.domains: dict[str, tuple[str, ...]] = {}

    def fault(self, path: Path, found: str, allowed: str = "", help: str = "", *, key: bool = False) -> None:
        """Note a mistake at the value (or the key) of that path.

        Raises:
            BadInput: with all so far, once there are too many for anybody to read.
        """
        if any(path[: len(one)] == one for one in self.untrusted):
            return
        self.faults.append(self.yaml.fault(path, found, allowed, help, key=key))
        if len(self.faults) >= MOST_FAULTS:
            raise BadInput(self.faults)

    def known(self, name: str, names: Collection[str], what: str, path: Path, *, key: bool = False) -> bool:
        """Whether a name is one of those declared; if not, a fault."""
        if name in names:
            return True
        listed = ", ".join(list(names)[:12]) + (", ..." if len(names) > 12 else "")
        hint = did_you_mean(name, names) or (self.add if listed else "add it")
        if what == "clause" and hint != self.add:  # one clause is called much like the next
            hint += " If it is another one, list it under clauses:"
        is_answer = what.startswith("answer")
        found = f'"{name}" is not an {what}' if is_answer else f'there is no {what} "{name}"'
        self.fault(path, found, listed or f"no {what} is declared", hint, key=key)
        return False

    def each(self, names: Iterable[str], known: Collection[str], what: str, path: Path) -> tuple[str, ...]:
        """Names that must all be declared."""
        for place, name in enumerate(names):
            here = (*path, place) if (*path, place) in self.yaml.values else path
            self.known(name, known, what, here)
        return tuple(names)

    def condition(self, alternatives: list[dict[str, list[str]]], path: Path) -> Condition:
        """When something applies."""
        made = []
        for place, every in enumerate(alternatives):
            here = (*path, place) if (*path, place) in self.yaml.values else path
            literals = []
            if not every:
                self.fault(
                    here, "this condition is empty", help="remove it, or name a case fact and its answer"
                )
            for name, values in every.items():
                if not values:
                    self.fault((*here, name), f'"{name}" has no answer here', help="name one answer or more")
                if self.known(name, self.domains, "case fact or reading", (*here, name), key=True):
                    self.each(values, self.domains[name], f'answer of "{name}"', (*here, name))
                literals.append(Literal(name, tuple(values)))
            made.append(tuple(literals))
        return Condition(tuple(made))
