"""Cases of `benchmark.torture` for disks: full, protected, vanishing, and files that are none.

A small disk is a memory file system, which only root can mount; without it the size of files is
limited instead.  The rights that root has over the files of others are given up in the process of
the case, so that modes count.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmark.torture_cases import RECORDING, maybe
from benchmark.torture_inputs import clip
from benchmark.torture_task import Task

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

_OUTPUTS: Final = {"--json": ".json", "--csv": ".csv", "--video": ".mp4", "--record": ".npz"}

_NODEV_NOSUID: Final = 2 | 4
_DETACH: Final = 2
_LIBC: Final = ctypes.CDLL(None, use_errno=True)

_CAPABILITY_VERSION: Final = 0x20080522
_RIGHTS_OVER_FILES: Final = 0b1111
"""The capabilities to change owners, and to read and write what modes forbid (capability.h)."""


# --- What must hold -----------------------------------------------------------------------------


def incomplete(path: Path) -> str:
    """Return what is wrong with a file that formcheck wrote; empty = it is whole, or absent."""
    if not path.is_file():
        return ""
    try:
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
        elif path.suffix == ".csv":
            text = path.read_text("utf-8")
            is_whole = "number," in text and text.endswith("\n")
            return "" if is_whole else f"{path.name} is cut off"
        elif path.suffix == ".npz":
            from formcheck import recording

            recording.read(path)
        elif path.suffix == ".mp4":
            import av

            with av.open(str(path)) as film:
                return "" if any(film.decode(video=0)) else f"{path.name} has no picture"
    except Exception as error:  # noqa: BLE001  # whatever is wrong with it
        return f"{path.name} is not whole: {error}"
    return ""


def _outputs_hold(
    outputs: Mapping[str, Path], code: int, _text: str, *, sound: Sequence[Path] = ()
) -> str:
    """Return what is wrong: half a file, a wrong exit code, a file that a sound disk lost."""
    for path in outputs.values():
        if problem := incomplete(path):
            return problem
    there = [path.is_file() for path in outputs.values()]
    if code == 0 and not all(there):
        return "exit code 0, and a file is missing"
    lost = [path.name for path in outputs.values() if path in sound and not path.is_file()]
    return f"{', '.join(lost)} could be written and was not" if code and lost else ""


def _words(
    folder: Path, chance: random.Random, outputs: Mapping[str, Path], *, named: float = 0.6
) -> list[str]:
    """Return the words that analyse a small video, or replay a recording, into these files."""
    options = [word for option, path in outputs.items() for word in (option, str(path))]
    exercise = maybe(named, chance, ["--exercise", "marching"])
    if "--record" not in outputs and maybe(0.3, chance, ["replay"]):
        return ["replay", str(RECORDING), *exercise, *options]
    video = folder / "clip.mp4"
    video.write_bytes(clip("clip.mp4"))
    return ["analyze", str(video), "--model", "lite", *exercise, *options]


def _chosen(places: Sequence[Path], chance: random.Random) -> dict[str, Path]:
    """Return one to four outputs, each in one of the places."""
    options = chance.sample(sorted(_OUTPUTS), chance.randint(1, len(_OUTPUTS)))
    return {one: chance.choice(places) / f"out{_OUTPUTS[one]}" for one in options}


# --- Full disks ---------------------------------------------------------------------------------


def mounted(place: Path, *, size_bytes: int) -> bool:
    """Mount a small disk; return False where that is not allowed."""
    place.mkdir(exist_ok=True)
    options = f"size={size_bytes},mode=700".encode()
    target = os.fsencode(place)
    return bool(_LIBC.mount(b"none", target, b"tmpfs", _NODEV_NOSUID, options) == 0)


def unmount(place: Path) -> None:
    """Take a disk away."""
    _LIBC.umount2(os.fsencode(place), _DETACH)


def full_disk(folder: Path, chance: random.Random) -> Task:
    """Write into a disk that has little room or none, and into one that has room."""
    good, small = folder / "good", folder / "small"
    good.mkdir()
    room = chance.choice([0, 1, 2, 4, 8, 16, 32, 64]) * 4096
    if not mounted(small, size_bytes=room + 4096):
        return _limited_files(folder, chance)
    (small / "filled").write_bytes(bytes(4096))
    outputs = _chosen([good, small], chance)
    words = _words(folder, chance, outputs)
    elsewhere = maybe(0.2, chance, [str(small)])
    sound = [] if elsewhere else [path for path in outputs.values() if path.parent == good]
    after = partial(_outputs_hold, outputs, sound=sound)
    close = partial(unmount, small)
    if elsewhere:
        before = partial(_use_tmpdir, elsewhere[0])
        return Task(words, before=before, after=after, close=close)
    return Task(words, after=after, close=close)


def _limited_files(folder: Path, chance: random.Random) -> Task:
    """Write files that may not become larger than a limit."""
    outputs = _chosen([folder], chance)
    most = chance.choice([0, 10, 1_000, 5_000, 10_000, 30_000])
    before = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))
    return Task(
        _words(folder, chance, outputs), before=before, after=partial(_outputs_hold, outputs)
    )


def file_limit(folder: Path, chance: random.Random) -> Task:
    """Write files that may not become larger than a limit."""
    return _limited_files(folder, chance)


def _use_tmpdir(place: str) -> None:
    os.environ["TMPDIR"] = os.environ["TEMP"] = os.environ["TMP"] = place
    tempfile.tempdir = None


def temporary(folder: Path, chance: random.Random) -> Task:
    """Have no folder for temporary files, or one that takes nothing."""
    place = folder / "temporary"
    kind = chance.choice(["missing", "protected", "file", "none at all", "loop", "long"])
    if kind == "protected":
        place.mkdir(0o500)
    elif kind == "file":
        place.touch()
    elif kind == "loop":
        place.symlink_to(place)
    elif kind == "long":
        place = folder / "/".join(["x" * 200] * 30)
    outputs = _chosen([folder], chance)
    words = _words(folder, chance, outputs, named=0.3)

    def before() -> None:
        _use_tmpdir(str(place))
        give_up_rights()
        if kind == "none at all":
            setattr(tempfile, "_candidate_tempdir_list", lambda: [str(place)])  # noqa: B010

    return Task(words, before=before, after=partial(_outputs_hold, outputs))


# --- Rights -------------------------------------------------------------------------------------


def give_up_rights() -> None:
    """Give up what root may do to files of any mode; nothing happens where that is unknown."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    if _LIBC.capget(header, sets) == 0:
        for at in range(3):  # effective, permitted, inheritable
            sets[at] &= ~_RIGHTS_OVER_FILES
        _LIBC.capset(header, sets)


def rights(folder: Path, chance: random.Random) -> Task:
    """Read and write where modes and owners forbid it."""
    place = folder / "place"
    place.mkdir()
    outputs = _chosen([place, folder], chance)
    words = _words(folder, chance, outputs)
    for path in outputs.values():
        if maybe(0.3, chance, ["older"]):
            path.write_text('"older"')
            path.chmod(chance.choice([0o000, 0o400, 0o444, 0o200, 0o600]))
    older = {path: path.read_bytes() for path in outputs.values() if path.exists()}
    if maybe(0.2, chance, ["source"]):
        Path(words[1]).chmod(0) if words[1] != str(RECORDING) else None
    definition = folder / "own.toml"
    definition.write_text("schema = 1\n")
    definition.chmod(chance.choice([0o000, 0o600]))
    words += maybe(0.2, chance, ["--profile", str(definition)])
    place.chmod(chance.choice([0o000, 0o500, 0o600, 0o300, 0o100, 0o700]))
    if maybe(0.3, chance, ["owner"]) and os.getuid() == 0:
        os.chown(place, 1, 1)

    def after(code: int, text: str) -> str:
        if code:
            kept = {p: b for p, b in older.items() if p.is_file() and p.read_bytes() == b}
            lost = [path.name for path in older if not path.is_file()]
            fresh = {option: path for option, path in outputs.items() if path not in kept}
            return f"{lost[0]} was removed" if lost else _outputs_hold(fresh, code, text)
        return _outputs_hold(outputs, code, text)

    return Task(words, before=give_up_rights, after=after)


# --- Folders that vanish, links, and files that are none ----------------------------------------


def vanishing(folder: Path, chance: random.Random) -> Task:
    """Remove the folder of the outputs, or the working directory, in the middle of the work."""
    place, good = folder / "place", folder / "good"
    place.mkdir()
    good.mkdir()
    outputs = _chosen([place, good], chance)
    words = _words(folder, chance, outputs)
    after_s = chance.uniform(0, 0.7)
    becomes_file = bool(maybe(0.3, chance, ["file"]))

    def vanish() -> None:
        time.sleep(after_s)
        shutil.rmtree(place, ignore_errors=True)
        if becomes_file:
            place.touch()

    def before() -> None:
        os.chdir(place)
        threading.Thread(target=vanish, daemon=True).start()

    def after(code: int, text: str) -> str:
        if code == 0:  # it was done before the folder went
            return ""
        refused = "There is no folder" in text  # at the start: nothing is analysed then
        sound = [] if refused else [path for path in outputs.values() if path.parent == good]
        return _outputs_hold(outputs, code, text, sound=sound)

    return Task(words, before=before, after=after)


def link(folder: Path, chance: random.Random) -> Task:
    """Read and write through links: good ones, dangling ones, loops, chains."""
    (folder / "sub").mkdir()
    target = folder / "sub" / "target.json"
    target.write_text("older")
    links = {
        "good.json": "sub/target.json", "dangling.json": "sub/new.json",
        "lost.json": "no/new.json",
        "loop.json": "loop.json", "two.json": "back.json", "back.json": "two.json",
        "folder.json": "sub", "device.json": "/dev/full", "self.mp4": "self.mp4",
        "process.json": "/proc/self/status", "nowhere.mp4": "no.mp4", "clip2.mp4": "clip.mp4",
        "nowhere.npz": "no.npz", "loop.toml": "loop.toml",
    }  # fmt: skip
    for name, to in links.items():
        (folder / name).symlink_to(to)
    for number in range(60):
        (folder / f"chain{number}.json").symlink_to(f"chain{number + 1}.json")
    output = folder / chance.choice([*(n for n in links if n.endswith(".json")), "chain0.json"])
    words = _words(folder, chance, {"--json": output})
    if maybe(0.3, chance, ["source"]):
        words[1] = str(folder / chance.choice(["self.mp4", "nowhere.mp4", "clip2.mp4"]))
        words[0] = "analyze"
    words += maybe(0.2, chance, ["--profile", str(folder / "loop.toml")])

    def after(code: int, _text: str) -> str:
        if code:
            return "" if target.read_text() == "older" else "the target of a link was changed"
        return incomplete(output) or ("" if output.is_symlink() else "a link became a file")

    return Task(words, after=after)


def special(folder: Path, chance: random.Random) -> Task:
    """Name pipes, devices, folders and files of the system where a file is expected."""
    for name in ("pipe.mp4", "pipe.npz", "pipe.toml", "pipe.task", "pipe.json"):
        os.mkfifo(folder / name)
    (folder / "device.toml").symlink_to("/dev/zero")
    (folder / "device.npz").symlink_to("/dev/zero")
    (folder / "device.task").symlink_to("/dev/zero")
    (folder / "process.toml").symlink_to("/proc/self/mem")
    (folder / "folder.toml").mkdir()
    (folder / "folder.npz").mkdir()
    (folder / "clip.mp4").write_bytes(clip("clip.mp4"))
    texts = [
        "pipe.toml", "device.toml", "process.toml", "folder.toml", "/dev/stdin", "/dev/null",
    ]  # fmt: skip
    sources = [
        "pipe.mp4", "/dev/zero", "/dev/stdin", "/dev/random", "/proc/self/mem", "folder.npz",
        "pipe.npz", "device.npz",
    ]  # fmt: skip
    model = chance.choice(["pipe.task", "device.task", "/dev/zero", "folder.npz", "/dev/null"])
    text, source = chance.choice(texts), chance.choice(sources)
    replay = ["replay", str(RECORDING)]
    commands = [
        ["analyze", source, "--model", "lite"],
        ["analyze", source, "--exercise", "marching", "--model", "lite", "--json", "out.json"],
        ["replay", source, "--exercise", "marching"],
        ["analyze", "clip.mp4", "--model", model],
        [*replay, "--exercise", f"./{text}"],
        [*replay, "--exercise", text],
        [*replay, "--profile", text],
        [*replay, "--exercise", "marching", "--profile", text, "--json", "pipe.json"],
        ["exercises", "check", text],
        ["exercises", "show", text],
        ["profiles", "show", text],
        ["test", "chair_stand_30s", source],
        ["test", "chair_stand_30s", str(RECORDING), "--earlier", text],
        ["test", "chair_stand_30s", str(RECORDING), "--json", "pipe.json"],
        ["learn", source, "--name", "mine"],
    ]
    return Task(chance.choice(commands), before=_no_input)


def _no_input() -> None:
    """Let standard input be a pipe into which nothing is ever written."""
    end, _ = os.pipe()
    os.dup2(end, 0)


def stream(folder: Path, chance: random.Random) -> Task:
    """Print to where nothing can be printed."""
    outputs = _chosen([folder], chance)
    broken = chance.choice([(1,), (2,), (1, 2)])
    closes = bool(maybe(0.4, chance, ["closed"]))
    fails = bool(maybe(0.3, chance, ["missing"]))

    def before() -> None:
        for descriptor in broken:
            if closes:  # a pipe without a reader
                reads, writes = os.pipe()
                os.close(reads)
            else:
                writes = os.open("/dev/full", os.O_WRONLY)
            os.dup2(writes, descriptor)

    words = _words(folder, chance, outputs)
    if fails:
        words[1] = str(folder / "missing.mp4")
        return Task(words, before=before, after=partial(_outputs_hold, outputs))
    sound = list(outputs.values())
    return Task(words, before=before, after=partial(_outputs_hold, outputs, sound=sound))
