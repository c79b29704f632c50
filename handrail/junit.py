"""Outcomes as JUnit XML, which build servers list as tests: one for each guarantee and kind of case."""

from collections.abc import Sequence
from xml.etree import ElementTree

from handrail.outcome import Outcome, State
from handrail.wording import plain


def junit(outcomes: Sequence[Outcome]) -> str:
    """A suite for each protocol.

    Broken is a failure, undecided an error. What was accepted, and what only advises, is skipped with the reason.
    """
    suites = ElementTree.Element("testsuites", name="handrail")
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for subject in dict.fromkeys(one.subject for one in outcomes):
        suite = ElementTree.SubElement(suites, "testsuite", name=plain(subject))
        count = dict.fromkeys(total, 0)
        for one in outcomes:
            if one.subject == subject:
                count["tests"] += 1
                kind = _case(suite, one)
                if kind:
                    count[kind] += 1
        for name, number in count.items():
            suite.set(name, str(number))
            total[name] += number
    for name, number in total.items():
        suites.set(name, str(number))
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode")


def _case(suite: ElementTree.Element, one: Outcome) -> str:
    """Add a test; which count it adds to besides."""
    name = plain(f"{one.rule}: {one.case}")
    case = ElementTree.SubElement(suite, "testcase", classname=plain(one.subject), name=name)
    if one.file:
        case.set("file", plain(one.file))
    if one.line:
        case.set("line", str(one.line))
    if not one.told:
        return ""
    if one.fails:
        tag, count = ("failure", "failures") if one.state is State.BROKEN else ("error", "errors")
    else:
        tag, count = "skipped", "skipped"
    said = one.reason or (one.says if one.fails else f"{one.severity}: {one.says}")
    part = ElementTree.SubElement(case, tag, message=plain(said))
    if one.fails:
        part.set("type", one.verdict)
    part.text = "\n".join(map(plain, [f"{one.file}:{one.line}", *one.text.split("\n")]))
    return count
