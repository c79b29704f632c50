"""`handrail diff --against git:REF` on a real repository: what a branch may change, and what must be accepted."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from handrail.command_line import main

TESTS = Path(__file__).parents[1]
HANDRAIL = TESTS.parent / "handrail"
BASE = (TESTS / "protocols" / "kept.yaml").read_text(encoding="utf-8")
LIMIT = "id: three days, within: 3 working days"
SLOWER, SLOWEST = (BASE.replace(LIMIT, LIMIT.replace("3", days)) for days in ("4", "5"))
REWORDED = BASE.replace("a neighbour complains to the warden", "a neighbour turns to the warden")
FILE = "protocols/kept.yaml"
REASON = "The warden sits on two days a week since May"

Run = Callable[..., tuple[int, str, str]]


class Checkout:
    """A repository with one protocol, made for a test; every commit is of a day that is given."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, day: str = "2026-11-02") -> str:
        """Run git as nobody in particular."""
        who = {f"GIT_{one}_{part}": said for one in ("AUTHOR", "COMMITTER") for part, said in
               (("NAME", "Board"), ("EMAIL", "board@example.org"), ("DATE", f"{day}T12:00:00+00:00"))}  # fmt: skip
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=os.environ | who | own, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        """A file as it is now."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, text: str | None = None, name: str = FILE, day: str = "2026-11-02") -> None:
        """Commit everything, with this text of a file."""
        if text is not None:
            self.write(name, text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a version", day=day)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A repository with the base on "main", from within which the program is run."""
    made = Checkout(tmp_path)
    made.commit(BASE)
    made.git("switch", "-q", "-c", "revision")
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program within this process; gives its status, what it printed, and its complaints."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    def ran(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return ran


def squeezed(text: str) -> str:
    """Text as one line."""
    return " ".join(text.split())


def accepted(run: Run, until: str) -> str:
    """The entries that the program proposes, with what only a person can fill in."""
    proposed = run("diff", "--against", "git:main", "--propose")[1]
    filled = proposed.replace('reason: ""', f"reason: {REASON}").replace('approver: ""', "approver: Lane Association")
    return filled.replace('until: ""', f"until: {until}")


def test_a_weaker_clause_fails_and_is_named(checkout: Checkout, run: Run) -> None:
    """Status 1; both commits and the calendar edition stand above the edited clause."""
    checkout.commit(SLOWER, day="2026-11-21")
    status, out, _ = run("diff", "--against", "git:main")
    said = squeezed(out)
    assert status == 1
    assert "Caused by: clause 1 (time limit “three days” changed: within 3 working days → 4" in said
    top = said[: said.index("Guarantees:")]
    assert f"Compared with main, commit {checkout.git('rev-parse', 'main')[:10]} of 2026-11-02." in top
    assert f"on HEAD, commit {checkout.git('rev-parse', 'HEAD')[:10]} of 2026-11-21." in top
    assert top.count("calendar edition holidays") == 2


def test_a_recommended_guarantee_that_is_lost_fails_too(checkout: Checkout, run: Run) -> None:
    """Nobody is told any more: an error here, though lacking it from the start is a warning."""
    checkout.commit(BASE.replace("within: 1 working day\n    word: must", "word: guide"))
    status, out, _ = run("diff", "--against", "git:main", "--level", "must", "--format", "github")
    assert status == 1
    assert out.startswith("::error file=protocols/kept.yaml,line=")
    assert "title=raiser-told lost::" in out


def test_what_is_not_yet_committed_counts(checkout: Checkout, run: Run) -> None:
    """The files are compared as they lie there."""
    checkout.write(FILE, SLOWER)
    assert run("diff", "--against", "git:main", FILE)[0] == 1


def test_other_words_pass(checkout: Checkout, run: Run) -> None:
    """A rewording loses nothing: status 0."""
    checkout.commit(REWORDED)
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 0
    assert "Nothing is lost or weakened." in squeezed(out)


def test_nothing_changed_passes_and_says_so(checkout: Checkout, run: Run) -> None:
    """Status 0; other YAML files are no protocols."""
    checkout.commit("on: push\n", ".github/flow.yaml")
    status, out, _ = run("diff", "--against", "git:main")
    assert (status, "No protocol file differs." in out) == (0, True)


def test_an_accepted_change_passes_until_it_expires(checkout: Checkout, run: Run) -> None:
    """The day is that of the latest commit, or the one given; never today's."""
    checkout.commit(SLOWER)
    checkout.commit(accepted(run, "2026-12-31"), "handrail-accepted.yaml", "2026-12-31")
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 0
    assert f"Accepted by Lane Association until 2026-12-31: {REASON}" in squeezed(out)
    assert "judged on 2026-12-31 (the day of the latest commit)" in squeezed(out)
    checkout.commit("later\n", "notes.txt", "2027-01-01")
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 1
    assert "What was accepted until 2026-12-31 counts again on 2027-01-01." in squeezed(out)
    assert run("diff", "--against", "git:main", "--today", "2026-12-31")[0] == 0


def test_an_expired_change_fails_also_after_it_was_merged(checkout: Checkout, run: Run) -> None:
    """What counts is what the guarantee was, not what the change is compared with."""
    checkout.commit(SLOWER)
    entries = accepted(run, "2026-12-31")
    checkout.commit(entries, "handrail-accepted.yaml")
    checkout.git("branch", "-f", "main", "HEAD")
    checkout.commit(SLOWER.replace("complains to the warden", "turns to the warden"))
    assert run("diff", "--against", "git:main")[0] == 0
    assert run("diff", "--against", "git:main", "--today", "2027-01-01")[0] == 1


def test_what_becomes_worse_than_accepted_fails_again(checkout: Checkout, run: Run) -> None:
    """Four days were accepted, five are not."""
    checkout.commit(SLOWER)
    checkout.commit(accepted(run, "2026-12-31"), "handrail-accepted.yaml")
    checkout.commit(SLOWEST)
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 1
    assert "It is worse now than was accepted" in squeezed(out)


def test_an_entry_must_start_from_what_was(checkout: Checkout, run: Run) -> None:
    """An entry for a change from four days to five does not accept one from three."""
    checkout.commit(SLOWER)
    checkout.git("branch", "-f", "main", "HEAD")
    checkout.commit(SLOWEST)
    checkout.commit(accepted(run, "2026-12-31"), "handrail-accepted.yaml")
    assert run("diff", "--against", "git:main")[0] == 0
    assert run("diff", "--against", "git:main~1")[0] == 1


def test_an_entry_that_accepts_nothing_is_a_finding(checkout: Checkout, run: Run) -> None:
    """The change was taken back: the entry is to go, and nothing fails."""
    checkout.commit(SLOWER)
    entries = accepted(run, "2026-12-31")
    checkout.commit(REWORDED)
    checkout.commit(entries, "handrail-accepted.yaml")
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 0
    assert "warning: Accepted change of decision-bounded: Nothing is worse than it was" in squeezed(out)


def test_the_same_file_serves_check(checkout: Checkout, run: Run) -> None:
    """A finding that was accepted as it is leaves the status of check alone, and is told with the reason."""
    checkout.commit(BASE.replace("target: 5", "target: 1"))
    assert run("check", FILE)[0] == 1
    entry = (
        f"handrail: 1\naccepted:\n  - protocol: kept\n    guarantee: within-target\n    reason: {REASON}\n"
        "    now: {verdict: refuted}\n    approver: Lane Association\n    until: 2026-12-31\n"
    )
    checkout.commit(entry, "handrail-accepted.yaml")
    status, out, _ = run("check", FILE)
    assert status == 0
    assert "with entries for kept" in out
    assert "kept, within-target, every case: refuted. Accepted by Lane Association" in squeezed(out)
    assert run("check", FILE, "--today", "2027-01-01")[0] == 1


def test_a_renamed_file_is_followed(checkout: Checkout, run: Run) -> None:
    """By git where it was moved with git; by the name of the protocol where it was not."""
    checkout.git("mv", FILE, "protocols/fines.yaml")
    checkout.write("protocols/fines.yaml", SLOWER)
    assert run("diff", "--against", "git:main")[0] == 1
    assert run("diff", "--against", "git:main", "protocols/fines.yaml")[0] == 1
    checkout.git("reset", "-q", "--hard")
    (checkout.root / FILE).rename(checkout.root / "anew.yaml")
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 0
    assert "anew.yaml" in out


def test_a_removed_protocol_fails_and_a_new_one_does_not(checkout: Checkout, run: Run) -> None:
    """With the file go its guarantees; a new one has nothing to lose."""
    checkout.write("our other.yaml", BASE.replace("protocol: kept", "protocol: other"))
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 0
    said = squeezed(out)
    assert "our other.yaml is new since then, with nothing to compare." in said
    assert "Check it by itself: handrail check 'our other.yaml'" in said
    assert "No protocol file differs" not in said
    status, out, _ = run("diff", "--against", "git:main", "--format", "github")
    assert (status, out.startswith("::notice file=our other.yaml")) == (0, True)
    (checkout.root / FILE).unlink()
    status, out, _ = run("diff", "--against", "git:main")
    assert status == 1
    assert f"{FILE} was there then and is gone" in squeezed(out)


def test_mistakes_in_what_is_accepted_are_told_beside_their_lines(checkout: Checkout, run: Run) -> None:
    """An entry that nobody has filled in is bad input to both commands that read it, and an annotation in CI."""
    checkout.commit(SLOWER)
    checkout.commit(run("diff", "--against", "git:main", "--propose")[1], "handrail-accepted.yaml")
    for asked in (("diff", "--against", "git:main"), ("check", FILE)):
        status, out, err = run(*asked, "--format", "github")
        assert (status, err.startswith("handrail-accepted.yaml:8:13: ")) == (2, True)
        assert out.startswith("::error file=handrail-accepted.yaml,line=8,col=13,title=bad-input")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", "git:nowhere"], 'git knows no commit "nowhere"'),
        (["--against", "git:--output=x"], 'git knows no commit "--output=x"'),
        (["--against", "git:"], 'git knows no commit ""'),
        (["--against", "main"], "git:REF, such as git:main"),
        (["--against", "git:main", "nothere.yaml"], 'there is no file "nothere.yaml"'),
        (["--against", "git:main", "new.yaml"], '"new.yaml" is not in git at main'),
        (["--against", "git:main", "--today", "soon"], '"soon" is no date'),
        ([FILE], "diff compares two versions"),
    ],
)
def test_what_cannot_be_compared_is_refused(checkout: Checkout, run: Run, words: list[str], said: str) -> None:
    """One message with what to do, and status 2."""
    checkout.write("new.yaml", BASE)
    checkout.write(FILE, REWORDED)
    status, out, err = run("diff", *words)
    assert status == 2
    assert out == ""
    assert said in squeezed(err)
    assert not (checkout.root / "x").exists()


def test_outside_a_repository_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Status 2, and the way out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    status, _, err = run("diff", "--against", "git:main")
    assert status == 2
    assert "is in no git repository" in err
    assert "handrail diff OLD NEW" in err


def test_mistakes_of_both_versions_are_told_at_once(checkout: Checkout, run: Run) -> None:
    """Status 2; the version before is told with its commit."""
    checkout.commit(BASE.replace("nation: England", "nation: Narnia"))
    checkout.write(FILE, BASE.replace("nation: England", "nation: Elsewhere"))
    status, _, err = run("diff", "--against", "git:HEAD")
    assert status == 2
    assert "the version before cannot be read" in err
    assert "Elsewhere" in err


def test_the_document_keeps_to_its_schema(checkout: Checkout, run: Run) -> None:
    """`--json` of two versions and of a commit: handrail/diff.schema.json describes both."""
    own, results = (json.loads((HANDRAIL / f"{one}.schema.json").read_text("utf-8")) for one in ("diff", "result"))
    registry = Registry().with_resource("result.schema.json", Resource.from_contents(results))
    valid = Draft202012Validator(own, registry=registry)
    checkout.write("before.yaml", BASE)
    checkout.commit(SLOWER)
    checkout.commit(accepted(run, "2026-12-31"), "handrail-accepted.yaml")
    status, out, _ = run("diff", "--against", "git:main", "--json")
    told = json.loads(out)
    assert [one.message for one in valid.iter_errors(told)] == []
    assert status == 0
    assert {one["standing"] for one in told["accepted_changes"]} == {"in force"}
    two = json.loads(run("diff", "before.yaml", FILE, "--json")[1])
    assert [one.message for one in valid.iter_errors(two)] == []
    assert two.keys() - told["files"][0]["comparison"].keys() == {"accepted", "accepted_changes"}
    assert list(valid.iter_errors(told | {"files": None}))
    assert list(valid.iter_errors(two | {"edits": 3}))
