"""The program as a new user meets it: what each command prints, and that no mistake ends in a traceback."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import handrail
import protocols
from handrail.command_line import main

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
GOLDEN = Path(__file__).with_name("golden")
LIBRARY = str(TESTS / "protocols" / "library.yaml")
ESCAPE = "\x1b"


@dataclass(frozen=True)
class Ran:
    """A run of the program: its status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def both(self) -> str:
        """Everything it printed."""
        return self.out + self.err


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program within this process, with a plain 80 columns and no settings from outside."""
    for name in ("NO_COLOR", "FORCE_COLOR", "HANDRAIL_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    def ran(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["handrail", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return ran


def shell(*arguments: str, env: Mapping[str, str] | None = None, given: str = "") -> Ran:
    """Runs the program as a process of its own."""
    settings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "HANDRAIL_DEBUG")}
    done = subprocess.run(
        [sys.executable, "-m", "handrail", *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=settings | dict(env or {}),
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# -- help ----------------------------------------------------------------------------------------------------

COMMANDS = (
    *("check", "list", "show", "explain", "silence", "diff", "draw"),
    *("step", "certify", "recheck", "simulate", "compare", "sweep", "replay", "calendar", "dates", "report", "repair"),
    *("new", "rule", "source", "doctor", "scenario"),
)


def test_help_names_every_command_in_a_whole_sentence(run: Run) -> None:
    """In 80 columns no command's description is cut off."""
    ran = run("--help")
    assert ran.status == 0
    assert re.findall(r"^  ([a-z]+)  +[A-Z].*\.$", ran.out, re.MULTILINE) == list(COMMANDS)
    assert "..." not in ran.out.split("Commands:")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_in_80_columns(run: Run, command: str) -> None:
    """`-h` and `--help` say the same, and no line is wider than the terminal."""
    ran = run(command, "--help")
    assert ran == run(command, "-h")
    assert ran.status == 0
    assert max(map(len, ran.out.splitlines())) <= 80


def test_check_help_states_every_exit_code_and_default(run: Run) -> None:
    """The five codes, the level counted by default and the time a proof may take are in the help."""
    said = " ".join(run("check", "--help").out.split())
    assert "0 all hold; 1 a guarantee is broken; 2 bad input; 3 a fault of ours; 4 undecided" in said
    assert "[default: guide]" in said
    assert "default: 20.0" in said


def test_without_a_command_it_shows_the_help(run: Run) -> None:
    """The bare program shows its help, as a command line that is not right."""
    ran = run()
    assert ran.status == 2
    assert "Commands:" in ran.err


# -- mistakes: one message, status 2 ---------------------------------------------------------------------------

MISTAKES = [
    (["chek"], "Did you mean 'check'"),
    (["--nope"], "No such option: --nope"),
    (["check", "--nope"], "No such option: --nope"),
    (["check", "wiltshire", "--level"], "--level"),
    (["check", "wiltshire", "--level", "shuold"], 'did you mean "should"?'),
    (["check", "wiltshir"], 'did you mean "wiltshire"?'),
    (["check", "Dyfed Powys"], 'did you mean "dyfed-powys"?'),
    (["check", "zzz"], "or give the path of a file"),
    (["check", ""], "no built-in protocol of this name"),
    (["check", "-"], "no built-in protocol of this name"),
    (["check", "a\0b"], "no built-in protocol of this name"),
    (["check", "x" * 5000], "no built-in protocol of this name"),
    (["check", "nothere.yaml"], "nothere.yaml: there is no such file"),
    (["check", os.curdir + os.sep], "this is a folder"),
    (["check", "wiltshire", "--silent", "managr"], 'did you mean "manager"?'),
    (["check", "wiltshire", "--silent", ""], 'wiltshire has no role ""'),
    (["check", "--silent", "worker"], 'bolton has no role "worker"'),
    (["check", "wiltshire", "--within", "0"], "has no unit"),
    (["check", "wiltshire", "--within", "0 working days"], '"0 working days" cannot be a target'),
    (["check", "wiltshire", "--within", "-3"], "write a whole number and a unit"),
    (["check", "wiltshire", "--within=-3 working days"], "write a whole number and a unit"),
    (["check", "wiltshire", "--within", "soon"], '"soon" is not a length of time'),
    (["check", "wiltshire", "--within", ""], '"" is not a length of time'),
    (["check", "wiltshire", "--within", "2 hours"], '"2 hours" cannot be a target'),
    (["check", "wiltshire", "--within", "9999999999 working days"], "too long"),
    (["check", "wiltshire", "--solver-seconds", "0"], "--solver-seconds"),
    (["check", "wiltshire", "--solver-seconds", "nan"], "--solver-seconds"),
    (["check", "wiltshire", "--solver-seconds", "inf"], "--solver-seconds"),
    (["diff", "wiltshire", "wiltshire", "--solver-seconds", "801"], "--solver-seconds"),
    (["check", "--shape-only", "--json"], "leave one of them out"),
    (["check", "--shape-only", "--within", "soon"], '"soon" is not a length of time'),
    (["list", "all"], "unexpected extra argument"),
    (["show"], "Missing argument 'PROTOCOL'"),
    (["show", "wiltshir"], 'did you mean "wiltshire"?'),
    (["explain", "wiltshire"], "Missing argument 'GUARANTEE'"),
    (["explain", "wiltshire", "decision-bond"], 'did you mean "decision-bounded"?'),
    (["explain", "wiltshire", "within-target"], "wiltshire states no target"),
    (["explain", "wiltshire", "no-dead-end", "--silent", "nobody"], 'wiltshire has no role "nobody"'),
    (["draw", "wiltshir"], 'did you mean "wiltshire"?'),
    (["draw", "wiltshire", "--as", "jpeg"], 'there is no kind of drawing "jpeg"'),
    (["draw", "wiltshire", "--as", "svg"], "a picture needs a file to go to"),
    (["draw", "wiltshire", "-o", "drawing.pdf"], '"drawing.pdf" does not say what kind of drawing it is'),
    (["draw", "wiltshire", "-o", "drawing"], '"drawing" does not say what kind of drawing it is'),
    (["draw", "wiltshire", "-o", ""], "does not say what kind of drawing it is"),
    (["draw", "wiltshire", "--as", "text", "-o", "drawing.svg"], '"drawing.svg" says svg, and --as says text'),
    (["draw", "wiltshire", "--as", "dot", "-o", os.sep], "is a folder"),
    (["draw", "wiltshire", "--as", "dot", "-o", ".."], "is a folder"),
    (["draw", "wiltshire", "-o", "nofolder/drawing.mmd"], 'there is no folder "nofolder"'),
    (["step", "wiltshir"], 'did you mean "wiltshire"?'),
    (["step", "wiltshire", "--silent", "nobody"], 'wiltshire has no role "nobody"'),
    (["step", "wiltshire", "--level", "may"], 'there is no level "may"'),
    (["step", "wiltshire", "--events", "nothere.yaml"], 'there is no file "nothere.yaml"'),
    (["step", "wiltshire", "--events", os.curdir], "is a folder"),
    (["step", "wiltshire", "--events", "e.yaml", "--silent", "manager"], "write them there"),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES, ids=[" ".join(one)[:60] for one, _ in MISTAKES])
def test_a_mistake_ends_with_a_message_and_status_2(run: Run, arguments: list[str], words: str) -> None:
    """What is wrong and the way out go to standard error; nothing goes to standard output."""
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert ESCAPE not in ran.err


def test_a_mistake_in_an_argument_cannot_steer_the_terminal(run: Run) -> None:
    """Hidden characters of an argument are spelt out."""
    ran = run("check", f"{ESCAPE}[31mred")
    assert ran.status == 2
    assert r"\x1b[31mred" in ran.err
    assert ESCAPE not in ran.err


def test_all_faults_of_all_files_are_told_at_once(run: Run) -> None:
    """Two files with faults and a misspelt name make one message with every fault and their number."""
    mistakes = TESTS / "mistakes"
    files = [str(mistakes / "misspelt-key.yaml"), str(mistakes / "unknown-role.yaml")]
    ran = run("check", files[0], "wiltshir", LIBRARY, files[1])
    assert ran.status == 2
    assert ran.out == ""
    for words in (f"{files[0]}:", f"{files[1]}:", 'did you mean "wiltshire"?', "\n3 mistakes."):
        assert words in ran.err


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"\xff\xfeh", b"a: [", b"- 1\n", b"\xe9", b"{}"])
def test_a_file_that_is_no_protocol_ends_with_status_2(run: Run, tmp_path: Path, content: bytes) -> None:
    """Empty, binary, broken or other files are refused by name."""
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    for arguments in (["check", str(file)], ["show", str(file)], ["step", LIBRARY, "--events", str(file)]):
        ran = run(*arguments)
        assert (ran.status, ran.out) == (2, "")
        assert "odd.yaml" in ran.err


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="this user may write and read anything")
def test_a_folder_without_permission_is_named(run: Run, tmp_path: Path) -> None:
    """Where nothing may be written, no half file is left and the reason is given."""
    tmp_path.chmod(0o500)
    ran = run("draw", LIBRARY, "-o", str(tmp_path / "drawing.mmd"))
    assert ran.status == 2
    assert "cannot be written: Permission denied" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        "check {library} --format sarif=file/x",
        "report {library} -o file/x.html",
        "draw {library} -o file/x.svg",
        "certify {library} -o file/x.json",
        "dates {kept} --raised 2026-12-18 --ics file/x.ics",
        "new ours -o file/x.yaml",
        "scenario new {library} -o file/x.yaml",
        "simulate wiltshire --out file/x",
    ],
)
def test_a_file_where_a_folder_should_be_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Nothing is written, nor is long work done first."""
    monkeypatch.setattr("handrail.simulated.simulate", None)
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("x")
    ran = run(*words.format(library=LIBRARY, kept=TESTS / "protocols" / "kept.yaml").split())
    assert (ran.status, ran.out) == (2, "")
    assert '"file" is no folder' in ran.err
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="links are of another kind there")
def test_a_link_that_leads_to_itself_is_bad_input(run: Run, tmp_path: Path) -> None:
    """It cannot be read, and that is no fault of ours."""
    file = tmp_path / "loop.yaml"
    file.symlink_to(file)
    ran = run("check", str(file), "--format", "github")
    assert (ran.status, "Too many levels of symbolic links" in ran.err) == (2, True)


# -- check ---------------------------------------------------------------------------------------------------


def test_shape_only_has_one_line_a_protocol(run: Run) -> None:
    """All built-in protocols are well formed, each told in a line."""
    ran = run("check", "--shape-only")
    assert (ran.status, ran.err) == (0, "")
    assert [line.split(":")[0] for line in ran.out.splitlines()] == list(protocols.names())
    assert all(": well formed; " in line for line in ran.out.splitlines())


def test_shape_only_counts_what_is_there(run: Run) -> None:
    """Known answer for the library; one of a thing is not "1 limits"."""
    assert run("check", "--shape-only", LIBRARY).out == (
        "library: well formed; 3 stages, 6 moves, 4 time limits, 7 clauses (6 encoded, 1 left out)\n"
    )


def test_the_shape_is_checked_without_the_solver() -> None:
    """`--shape-only` and `--help` load neither the solver nor what only proofs need."""
    for arguments, slow in ((["check", "--shape-only"], {"z3", "networkx"}), (["--help"], {"z3", "pydantic", "rich"})):
        program = f"""
import atexit, sys
from handrail.command_line import main
sys.argv = ["handrail", *{arguments!r}]
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
main()
"""
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0
        assert "handrail.command_line" in done.stderr
        assert slow & set(done.stderr.split()) == set()


def test_a_protocol_named_twice_is_checked_once(run: Run) -> None:
    """The same name twice is one protocol."""
    assert run("check", "--shape-only", LIBRARY, LIBRARY) == run("check", "--shape-only", LIBRARY)


def test_a_target_asked_for_replaces_the_one_of_the_file(run: Run) -> None:
    """`--within` is checked in place of the file's own target, and the guarantee is shown once."""
    sentence = "Every dispute is decided or settled within the time the board aims at, "
    for days, arguments in (("20 working days", []), ("3 weeks", ["--within", "3 weeks"])):
        out = run("check", LIBRARY, *arguments).out
        assert (out.count(sentence), out.count(f"{sentence}{days}.")) == (1, 1)


def test_several_protocols_end_with_an_overview(run: Run) -> None:
    """After the pages comes a table with a line for each protocol."""
    table = run("check", LIBRARY, str(TESTS / "features" / "reading.yaml")).out.split("\nProtocol ")[-1]
    assert "\nlibrary " in table
    assert "\nreading " in table


# -- explain, show, list -----------------------------------------------------------------------------------------


def test_every_guarantee_can_be_explained(run: Run) -> None:
    """Each has a page for the library, with status 0 whether it holds or not."""
    from verify.properties.catalogue import ALL

    for one in ALL:
        ran = run("explain", LIBRARY, one.id)
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith(one.sentence[:60])


def test_show_and_list_print_tables(run: Run) -> None:
    """`list` names all built-in protocols; `show --clauses` adds every clause."""
    listed = run("list").out
    assert all(name.split("-")[0] in listed for name in protocols.names())
    short, long = run("show", LIBRARY).out, run("show", LIBRARY, "--clauses").out
    assert long.startswith(short.rstrip("\n"))
    assert "left out: background" in long
    assert "left out: background" not in short


# -- draw ----------------------------------------------------------------------------------------------------

BEGINNINGS = {
    ".txt": b"Way in",
    ".mmd": b"stateDiagram-v2",
    ".dot": b"digraph",
    ".gv": b"digraph",
    ".svg": b"<?xml",
    ".png": b"\x89PNG",
}


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_the_ending_of_the_file_tells_the_kind(run: Run, tmp_path: Path, ending: str) -> None:
    """Each kind of drawing is written whole, with nothing beside it, and the same each time; a line says so."""
    file = tmp_path / f"drawing{ending.upper()}"
    assert run("draw", LIBRARY, "-o", str(file)) == Ran(0, "", f'Wrote "{file}".\n')
    first = file.read_bytes()
    assert first.startswith(BEGINNINGS[ending])
    assert run("draw", LIBRARY, "-o", str(file)) == Ran(0, "", f'Wrote "{file}".\n')
    assert file.read_bytes() == first
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("kind", "ending"), [("text", ".txt"), ("mermaid", ".mmd"), ("dot", ".dot")])
def test_what_is_printed_is_what_would_be_written(run: Run, tmp_path: Path, kind: str, ending: str) -> None:
    """A text drawing on standard output has the bytes of the file."""
    file = tmp_path / f"drawing{ending}"
    run("draw", LIBRARY, "-o", str(file))
    assert run("draw", LIBRARY, "--as", kind).out.encode() == file.read_bytes()


def test_a_file_with_another_ending_takes_the_kind_asked_for(run: Run, tmp_path: Path) -> None:
    """`--as mermaid -o page.md` is no contradiction."""
    file = tmp_path / "page.md"
    assert run("draw", LIBRARY, "--as", "mermaid", "-o", str(file)).status == 0
    assert file.read_text(encoding="utf-8").startswith("stateDiagram-v2")


@pytest.mark.skipif(sys.platform == "win32", reason="links and devices are of another kind there")
def test_links_and_devices_stay_what_they_are(run: Run, tmp_path: Path) -> None:
    """A drawing goes to where a link points; a device is written to, never replaced."""
    target, link = tmp_path / "target.mmd", tmp_path / "link.mmd"
    target.write_text("old")
    link.symlink_to(target)
    assert run("draw", LIBRARY, "-o", str(link)).status == 0
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"stateDiagram-v2")
    assert run("draw", LIBRARY, "--as", "dot", "-o", os.devnull).status == 0
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no such device here")
def test_a_picture_can_be_written_into_a_pipe() -> None:
    """The drawing alone stands on standard output, and the word on where it went beside it."""
    ran = shell("draw", LIBRARY, "--as", "dot", "-o", "/dev/stdout")
    assert (ran.status, ran.out.startswith("digraph"), ran.err) == (0, True, 'Wrote "/dev/stdout".\n')


def test_without_graphviz_a_picture_is_refused_and_text_still_works(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message says what to install and what needs nothing."""
    from handrail import picture

    monkeypatch.setattr(picture, "_GRAPHVIZ", "no-such-program")
    ran = run("draw", LIBRARY, "-o", str(tmp_path / "drawing.svg"))
    assert ran.status == 2
    assert "could not be drawn: no-such-program is not installed\n  = help: install" in ran.err
    assert run("draw", LIBRARY, "-o", str(tmp_path / "drawing.mmd")).status == 0


# -- step ----------------------------------------------------------------------------------------------------

EVENTS = """\
case: {child card: no}
readings: {review clock: from talk, handover: prompt, silence: disagreement, counting: next day}
events:
  - {do: written complaint, on: 2026-12-18}
  - {do: pass up, on: 2026-12-24}
"""


def test_step_walks_a_file_of_events(run: Run, tmp_path: Path) -> None:
    """The story of the events is told day by day, with status 0."""
    file = tmp_path / "events.yaml"
    file.write_text(EVENTS, encoding="utf-8")
    ran = run("step", LIBRARY, "--events", str(file))
    assert (ran.status, ran.err) == (0, "")
    assert "18 Dec 2026" in ran.out
    assert "24 Dec 2026" in ran.out


def test_step_points_at_the_event_that_cannot_happen(run: Run, tmp_path: Path) -> None:
    """A wrong event is named with file, line and column."""
    file = tmp_path / "events.yaml"
    file.write_text(EVENTS.replace("pass up", "waive"), encoding="utf-8")
    ran = run("step", LIBRARY, "--events", str(file))
    assert (ran.status, ran.out) == (2, "")
    assert f"{file}:5:10: " in ran.err


def test_step_reads_the_trace_of_a_case_story(run: Run, tmp_path: Path) -> None:
    """What `check --json` shows as a counterexample can be walked as it is."""
    document = json.loads(run("check", LIBRARY, "--json").out)
    story = next(one["case_story"] for one in document["protocols"][0]["results"] if one["case_story"])
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(story["trace"]), encoding="utf-8")
    assert run("step", LIBRARY, "--events", str(file)).status == 0


@pytest.mark.parametrize("given", ["", "2\n", "2\n1\n1\n1\n1\n2026-12-18\n", "q\n", "\n" * 100])
def test_the_end_of_the_input_ends_the_walk(given: str) -> None:
    """Ctrl-D at any question ends with status 0 and without a traceback."""
    ran = shell("step", LIBRARY, given=given)
    assert ran.status == 0
    assert ran.err == ""
    assert ran.out.startswith("How the town library settles disputes about fines")


# -- terminals, pipes and settings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["show", LIBRARY, "--clauses"], ["check", LIBRARY], ["explain", LIBRARY, "decision-bounded"]],
    ids=lambda one: one[0],
)
def test_in_a_pipe_there_is_no_colour_and_no_blank_at_the_end_of_a_line(run: Run, arguments: list[str]) -> None:
    """What is not read on a terminal is plain text."""
    ran = run(*arguments)
    assert ESCAPE not in ran.both
    assert [line for line in ran.out.split("\n") if line != line.rstrip()] == []


def test_a_letter_that_the_terminal_lacks_is_no_crash() -> None:
    """With another encoding every command still works; JSON and drawings are UTF-8 all the same."""
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    ran = shell("explain", LIBRARY, "decision-bounded", env=ascii_only)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.isascii()
    drawing = ["draw", LIBRARY, "--as", "mermaid"]
    assert shell(*drawing, env=ascii_only).out == shell(*drawing).out
    plain = shell("check", LIBRARY, "--json", env=ascii_only)
    assert json.loads(plain.out) == json.loads(shell("check", LIBRARY, "--json").out)
    assert "“" in plain.out


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break in another way there")
@pytest.mark.parametrize("arguments", [["check", LIBRARY], ["check", LIBRARY, "--json"], ["show", "wiltshire"]])
def test_a_reader_who_leaves_early_changes_nothing(arguments: list[str]) -> None:
    """With nobody left to read, there is no traceback and the status is that of the command."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "handrail", *arguments]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == (1 if arguments[0] == "check" else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize("setting", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_on_a_terminal_of_80_columns(setting: dict[str, str]) -> None:
    """No line is wider than the terminal; colour comes only where it is wanted."""
    status, out = on_terminal(["check", LIBRARY], setting)
    assert status == 1
    assert (ESCAPE in out) is (not setting)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", out).replace("\r", "")
    assert max(map(len, plain.split("\n"))) <= 80
    assert "Traceback" not in plain


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_stepping_on_a_terminal_ends_with_control_d() -> None:
    """Answers, then Ctrl-D: the walk so far is left without a traceback, with status 0."""
    status, out = on_terminal(["step", LIBRARY], {}, typed=b"2\n1\n1\n1\n1\n2026-12-18\n\x04")
    assert status == 0
    assert "Traceback" not in out


def on_terminal(arguments: list[str], setting: dict[str, str], typed: bytes = b"") -> tuple[int, str]:
    """The status and the output of the program on a pseudo-terminal of 80 columns."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    unwanted = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
    env = {k: v for k, v in os.environ.items() if k not in unwanted} | {"TERM": "xterm-256color"} | setting
    command = [sys.executable, "-m", "handrail", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=env) as running:
        os.close(theirs)
        if typed:
            os.write(ours, typed)
        out = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux tells that the other end is closed
                break
            if not piece:
                break
            out += piece
        status = running.wait()
    os.close(ours)
    return status, out.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
def test_a_full_disk_is_no_fault_of_ours() -> None:
    """Where the output goes to a disk without room, that is said in one sentence, with status 2."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "handrail", "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 2)
    assert "write where there is room" in done.stderr


# -- the same words every time --------------------------------------------------------------------------------

PAGES = {
    "check-help.txt": ["check", "--help"],
    "shape-library.txt": ["check", "--shape-only", LIBRARY],
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_one_on_file(run: Run, name: str) -> None:
    """What a user reads first has been read by us: the page is the one under golden/."""
    assert run(*PAGES[name]).out == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_help_on_file_is_what_the_command_line_makes(capsys: pytest.CaptureFixture[str]) -> None:
    """`handrail --help` shows handrail/help.txt, which is the help that Typer makes of the commands."""
    from handrail.command_line import app

    with pytest.raises(SystemExit):
        app(["--help"], prog_name="handrail")
    made = capsys.readouterr().out
    assert made == (Path(handrail.__file__).with_name("help.txt")).read_text(encoding="utf-8")


def test_the_short_form_of_help_is_the_same(run: Run) -> None:
    """`-h` and `--help` show one page."""
    assert run("-h").out == run("--help").out
