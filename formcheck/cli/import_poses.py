"""The command ``formcheck import``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer
from rich.text import Text

from formcheck.cli.console import print_result, print_written
from formcheck.cli.options import check_outputs

if TYPE_CHECKING:
    from formcheck.interchange.importing import ImportedPoses

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck import results.json --fps 30 --size 1920x1080 --view side-left --out set.npz`\n\n"
    "`formcheck import openpose/ --fps 25 --size 1280x720 --view front --out set.npz`\n\n"
    "`formcheck import walk_m_person00.trc --view side-right --out set.npz`\n\n"
    "`formcheck replay set.npz --exercise mini_squat`"
)

_NAMES: Final = {
    "coco17": "COCO, 17 keypoints",
    "body25": "OpenPose, BODY_25",
    "mediapipe": "MediaPipe, 33 landmarks",
    "trc": "TRC",
}


@app.command("import", epilog=EXAMPLES)
def import_poses(
    source: Annotated[
        Path,
        typer.Argument(
            readable=False,
            help="Poses of another program: JSON of COCO, OpenPose or MediaPipe, CSV of "
            "MediaPipe, TRC; or the folder of OpenPose.",
            metavar="FILE|FOLDER",
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option(readable=False, help="The recording to write (.npz).", metavar="FILE")
    ],
    kind: Annotated[
        Literal["auto", "coco17", "body25", "mediapipe", "trc"],
        typer.Option("--format", help="The format; auto: by the file."),
    ] = "auto",
    fps: Annotated[
        float | None,
        typer.Option(min=1, max=1000, help="Pictures a second, where the file has no times."),
    ] = None,
    size: Annotated[
        str, typer.Option(help="Size of the picture, where it does not say it.", metavar="WxH")
    ] = "",
    view: Annotated[
        Literal["side-left", "side-right", "front"] | None,
        typer.Option(help="From where it was filmed, if there is no depth: the nearer side."),
    ] = None,
) -> None:
    """Make a recording of poses that another program found, for replay and batch.

    It says which exercises cannot be judged, because joints are missing.
    """
    from formcheck.interchange.importing import ImportRequest, import_poses, write_imported
    from formcheck.recording import is_recording

    check_outputs({"--out": out}, [source])
    if not is_recording(out):
        raise typer.BadParameter("--out is a recording: give it a name with the ending .npz.")
    request = ImportRequest(
        "" if kind == "auto" else kind, fps or float("nan"), _size_px(size), view
    )
    imported = import_poses(source, request)
    write_imported(imported, out)
    print_result(Text("\n".join(_sentences(imported))))
    print_written([out])


def _size_px(text: str) -> tuple[int, int] | None:
    """Return width and height of ``1920x1080``."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    sides = [int(side) for side in found.groups()] if found else [0]
    if not all(1 <= side <= 1 << 16 for side in sides):
        raise typer.BadParameter("--size is width x height in pixels: for example 1920x1080.")
    return sides[0], sides[1]


def _sentences(imported: ImportedPoses) -> list[str]:
    """Return what was read, and what cannot be judged."""
    poses, lacks = imported.poses, imported.lacks
    seen = sum(not pose.is_absent for pose in poses)
    last_s = poses[-1].time_s - poses[0].time_s
    what = f"{len(poses)} pictures in {last_s:.1f} s, a person in {seen} of them"
    lines = [f"{_NAMES[imported.kind]}: {what}."]
    if imported.several:
        lines.append(
            f"Several people are in {imported.several} pictures: the largest is followed."
        )
    if lacks.joints:
        lines.append(f"These joints are missing: {', '.join(lacks.joints)}.")
    if lacks.exercises:
        lines.append(f"These exercises cannot be judged: {', '.join(lacks.exercises)}.")
    if lacks.partly:
        lines.append(f"A fault or a limit of these is not judged: {', '.join(lacks.partly)}.")
    if "view" in imported.meta["source"]:
        lines.append(
            "Depth is missing: a body that turns is not noticed. Thresholds were tuned with "
            "BlazePose, and its accuracy is not that of these poses."
        )
    return lines
