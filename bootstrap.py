"""Makes the project's own Python environment, then runs one command in it.

    python3 bootstrap.py check           show the check of all built-in protocols; ends with 0 all the same
    python3 bootstrap.py test [ARGS]     run the test suite; ARGS go to pytest, paths count from the checkout
    python3 bootstrap.py setup           only make the environment
    python3 bootstrap.py COMMAND [ARGS]  any handrail command, such as: explain wiltshire decision-bounded

Needs Python 3.11 or newer and nothing else; uv is used where it is found.  Everything goes into the folder
.venv beside this file, at the versions and hashes in requirements.lock; your own Python stays as it is.
The first run takes a few minutes, later runs start at once.  Delete .venv to start afresh.
With more words after it, check ends with the status of handrail itself (1: a guarantee is broken).
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  an older Python gets this far, and should say what it lacks
    sys.exit(
        f"Handrail needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.\n"
        "Run it with a newer one, for example: python3.12 bootstrap.py check\n"
        "or, if you have uv: uv run --no-project --python 3.12 bootstrap.py check"
    )

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "handrail-setup.txt"
PROGRAMS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
ENDING = ".exe" if os.name == "nt" else ""
PYTHON = PROGRAMS / ("python" + ENDING)
HANDRAIL = PROGRAMS / ("handrail" + ENDING)

Words = list[str | Path]  # a command line, program first
SPREAD = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")  # the whole suite, one process a core

# Settings of pip and uv that say how to reach packages are kept; others, such as a target folder, are not.
REACH = ("INDEX", "FIND_LINKS", "CERT", "TLS", "PROXY", "HOST", "TIMEOUT", "RETRIES", "CACHE", "CONFIG_FILE",
         "KEYRING", "OFFLINE", "LINK_MODE", "CONCURRENT")  # fmt: skip
ELSEWHERE = ("PYTHONHOME", "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONSTARTUP", "PYTHONUSERBASE",
             "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV", "CONDA_PREFIX")  # fmt: skip


def main(arguments: list[str]) -> int:
    """Sets up what is missing and runs the command.

    Returns:
        The exit status of the command; 2 where no command was given; 3 where the set-up failed.
    """
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print((__doc__ or "").strip())
        return 0 if arguments else 2
    try:
        set_up()
    except subprocess.CalledProcessError as failed:
        say(f"the set-up did not finish: a step ended with status {failed.returncode}; see the lines above")
        say("it needs the network once; the next run starts it afresh")
        return 3
    except OSError as failed:
        say(f"the set-up did not finish: {failed}")
        say("the next run starts the set-up afresh")
        return 3
    except KeyboardInterrupt:
        say("stopped; the next run starts the set-up afresh")
        return 130
    command, rest = arguments[0], arguments[1:]
    if command == "setup":
        say(f"ready in {ENVIRONMENT}")
        return 0
    if command == "test":
        os.chdir(ROOT)
        return run([PYTHON, "-m", "pytest", *(rest or SPREAD)])
    if arguments == ["check"]:
        return run([HANDRAIL, "check", "--exit-zero"])
    return run([HANDRAIL, *arguments])


def set_up() -> None:
    """Makes .venv as the lock and the project say, unless it is so already.

    Raises:
        CalledProcessError: a step failed; what it printed is on standard error.
        OSError: a file could not be written or removed.
    """
    wanted = fingerprint()
    if is_ready(wanted):
        return
    with one_at_a_time():
        if is_ready(wanted):  # another run has just made it
            return
        say("setting up in .venv (only now; a few minutes)")
        if not made_with_uv():
            make_with_pip()
        # written last, and in one move, so that a set-up stopped half-way is never taken for a whole one
        unfinished = STAMP.with_suffix(".part")
        unfinished.write_text(wanted, encoding="utf-8")
        unfinished.replace(STAMP)


def fingerprint() -> str:
    """A digest of what the environment depends on: its place, the lock and the project's description."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    built_from = [project["build-system"], project["project"], project["tool"]["hatch"]]
    parts = [str(ROOT), LOCK.read_text(encoding="utf-8"), json.dumps(built_from, sort_keys=True)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest() + "\n"


def is_ready(wanted: str) -> bool:
    """Whether a finished set-up with this fingerprint stands in .venv and its Python is still there."""
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted and PYTHON.exists()


def made_with_uv() -> bool:
    """Makes the environment with uv; False where uv is absent or did not manage."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    install: Words = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    try:
        remove_environment()
        step([uv, "venv", "--quiet", "--no-project", "--python", base_python(), ENVIRONMENT])
        say("installing the packages of requirements.lock with uv")
        step([*install, "--compile-bytecode", "--require-hashes", "--requirement", LOCK])
        step([*install, "--no-deps", "--no-build-isolation", "--editable", ROOT])
    except (OSError, subprocess.CalledProcessError):
        say("uv did not manage; trying with venv and pip")
        return False
    return True


def make_with_pip() -> None:
    """Makes the environment with Python's own venv and pip.

    Raises:
        CalledProcessError: a step failed; what it printed is on standard error.
        OSError: the old environment could not be removed.
    """
    python: Words = [base_python(), "-I", "-m"]
    try:
        remove_environment()
        step([*python, "venv", ENVIRONMENT], quietly=True)
        pip: Words = [PYTHON, "-I", "-m", "pip"]
    except subprocess.CalledProcessError:  # some systems leave out the copy of pip that venv needs
        try:
            remove_environment()
            step([*python, "venv", "--without-pip", ENVIRONMENT])
            pip = [*python, "pip", "--python", PYTHON]
            step([*pip, "--version"], quietly=True)
        except subprocess.CalledProcessError:
            say("this Python cannot make an environment: its modules venv and pip are not complete")
            say("on Debian or Ubuntu install the packages python3-venv and python3-pip;")
            say("elsewhere install uv, or a Python with pip; then run this again")
            raise
    say("installing the packages of requirements.lock with pip")
    install: Words = [*pip, "install", "-qq", "--no-input", "--disable-pip-version-check"]  # -qq: errors only
    step([*install, "--require-hashes", "--requirement", LOCK])
    step([*install, "--no-deps", "--no-build-isolation", "--editable", ROOT])


def base_python() -> str:
    """The Python to build on: the one running, or the one below it where that one stands in .venv itself."""
    inside = Path(sys.prefix).resolve() == ENVIRONMENT.resolve()
    return str(getattr(sys, "_base_executable", "") or sys.executable) if inside else sys.executable


def remove_environment() -> None:
    """Removes what stands at .venv, whole or half-made."""
    if ENVIRONMENT.is_symlink() or ENVIRONMENT.is_file():
        ENVIRONMENT.unlink()
    elif ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets one set-up run at a time, where the system can lock a file."""
    with LOCK.open("rb") as held:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def step(command: Words, quietly: bool = False) -> None:
    """Runs one step of the set-up, with all that it prints on standard error, or nowhere.

    Raises:
        CalledProcessError: the step ended with another status than 0.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_", "PYTHON", "VIRTUAL_ENV", "CONDA_", "__PYVENV"))
        or (name.startswith(("PIP_", "UV_")) and any(word in name for word in REACH))
    }
    output = subprocess.DEVNULL if quietly else sys.stderr.fileno()
    error = subprocess.DEVNULL if quietly else None
    # PIP_USER=0 also overrules a pip configuration file that installs for the user
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=output, stderr=error, cwd=ROOT,
                   env={**kept, "PIP_USER": "0"})  # fmt: skip


def run(command: Words) -> int:
    """Runs the command in the environment, as if it had been activated, and gives back its exit status."""
    words = [str(word) for word in command]
    settings = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    settings["VIRTUAL_ENV"] = str(ENVIRONMENT)
    settings["PATH"] = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)])
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(words[0], words, settings)  # the command takes this process over, signals and all
    return subprocess.run(words, env=settings).returncode


def say(sentence: str) -> None:
    """Tells the user on standard error what is going on."""
    print("handrail:", sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
