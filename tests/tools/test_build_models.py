"""The committed pose models are what the manifest says, and the tool that builds them."""

import functools
import hashlib
import importlib.util
import io
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import flatbuffers
import numpy as np
import pytest
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as model_schema
from support.paths import ROOT

MODELS = ROOT / "models"
SIZES = ("lite", "full", "heavy")
DETECTOR = "pose_detector.tflite"
LANDMARKS = "pose_landmarks_detector.tflite"
EACH_NETWORK = [(size, member) for size in SIZES for member in (DETECTOR, LANDMARKS)]


class Stored(NamedTuple):
    start: int  # where its content starts in the bundle, bytes
    content: bytes
    compress_type: int


@functools.cache
def stored(size: str) -> dict[str, Stored]:
    """Members of a committed bundle by name, their place read from the local headers."""
    raw = (MODELS / f"pose_landmarker_{size}.task").read_bytes()
    found = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        for member in bundle.infolist():
            header = raw[member.header_offset : member.header_offset + 30]
            lengths = [int.from_bytes(header[at : at + 2], "little") for at in (26, 28)]
            start = member.header_offset + 30 + sum(lengths)
            found[member.filename] = Stored(start, bundle.read(member), member.compress_type)
            assert raw[start : start + member.file_size] == found[member.filename].content
    return found


def metadata(content: bytes) -> Any:  # noqa: ANN401  (generated classes without types)
    """The one TFLITE_METADATA of a TFLite file, unpacked."""
    model = model_schema.ModelT.InitFromObj(model_schema.Model.GetRootAs(content))
    (index,) = [each.buffer for each in model.metadata if each.name == b"TFLITE_METADATA"]
    data = bytes(model.buffers[index].data)
    assert data[4:8] == b"M001"
    return metadata_schema.ModelMetadataT.InitFromObj(
        metadata_schema.ModelMetadata.GetRootAs(data)
    )


def buffer_starts(content: bytes) -> list[int]:
    """Where the non-empty buffers of a TFLite file start, bytes from its first."""
    model = model_schema.Model.GetRootAs(content)
    starts = []
    for index in range(model.BuffersLength()):
        table = model.Buffers(index)._tab
        field = table.Offset(4)  # Buffer.data, the first field of its table
        if field and table.VectorLen(field):
            starts.append(table.Vector(field))
    return starts


def load_tool() -> ModuleType:
    """The tool as a module; it is a script and not installed."""
    spec = importlib.util.spec_from_file_location("build_models", ROOT / "tools/build_models.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool()


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return tomllib.loads((MODELS / "manifest.toml").read_text(encoding="utf-8"))


def tiny_network(tool: ModuleType) -> bytes:
    """A TFLite file with one input, one output and one buffer that is not aligned."""
    tensors = [model_schema.TensorT(name=name, shape=[1], buffer=1) for name in ("in", "out")]
    model = model_schema.ModelT(
        version=3,
        subgraphs=[model_schema.SubGraphT(tensors=tensors, inputs=[0], outputs=[1], operators=[])],
        buffers=[
            model_schema.BufferT(),
            model_schema.BufferT(data=np.arange(21, dtype=np.uint8)),
        ],
        metadata=[],
    )
    # Without alignment some length of the name puts the weights off the boundary.
    for length in range(1, 17):
        model.description = "x" * length
        builder = flatbuffers.Builder(256)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        content = bytes(builder.Output())
        if any(start % tool.BUFFER_ALIGNMENT for start in buffer_starts(content)):
            return content
    pytest.fail("every layout came out aligned by chance")


def test_manifest_names_the_three_sizes(manifest: dict[str, Any]) -> None:
    assert manifest["schema"] == 1
    assert [each["name"] for each in manifest["model"]] == list(SIZES)
    assert {each["licence"] for each in manifest["model"]} == {"Apache-2.0"}


def test_manifest_covers_every_committed_bundle(manifest: dict[str, Any]) -> None:
    named = {each["file"] for each in manifest["model"]}
    assert named == {path.name for path in MODELS.glob("*.task")}


@pytest.mark.parametrize("index", range(3), ids=SIZES)
def test_manifest_matches_the_file(manifest: dict[str, Any], index: int) -> None:
    entry = manifest["model"][index]
    content = (MODELS / entry["file"]).read_bytes()
    assert len(content) == entry["size_bytes"]
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_manifest_origins_are_the_pinned_packages(
    manifest: dict[str, Any], tool: ModuleType
) -> None:
    for entry in manifest["model"]:
        networks = (tool.DETECTOR, tool.LANDMARKS[entry["name"]])
        for origin, network in zip(entry["origin"], networks, strict=True):
            package = network.package
            assert origin["member"] == network.member
            assert (origin["package"], origin["version"]) == (package.name, package.version)
            assert origin["package_sha256"] == package.archive_sha256
            assert origin["path"] == network.path
            assert len(bytes.fromhex(origin["path_sha256"])) == 32


@pytest.mark.parametrize("size", SIZES)
def test_bundle_is_stored_on_64_byte_boundaries(size: str) -> None:
    members = stored(size)
    assert list(members) == [DETECTOR, LANDMARKS]
    for member in members.values():
        assert member.compress_type == zipfile.ZIP_STORED
        assert member.start % 64 == 0


@pytest.mark.parametrize(("size", "member"), EACH_NETWORK)
def test_every_buffer_is_on_a_16_byte_boundary(size: str, member: str) -> None:
    starts = buffer_starts(stored(size)[member].content)
    assert len(starts) > 100
    assert [start for start in starts if start % 16] == []


@pytest.mark.parametrize(("size", "member"), EACH_NETWORK)
def test_metadata_says_how_pixels_are_normalised(size: str, member: str) -> None:
    expected = {DETECTOR: (127.5, 127.5, -1.0, 1.0), LANDMARKS: (0.0, 255.0, 0.0, 1.0)}[member]
    content = stored(size)[member].content
    (graph,) = metadata(content).subgraphMetadata
    (image,) = graph.inputTensorMetadata
    (unit,) = image.processUnits
    assert unit.optionsType == metadata_schema.ProcessUnitOptions.NormalizationOptions
    found = (*unit.options.mean, *unit.options.std, *image.stats.min, *image.stats.max)
    assert found == expected
    assert image.content.contentProperties.colorSpace == metadata_schema.ColorSpaceType.RGB
    outputs = model_schema.Model.GetRootAs(content).Subgraphs(0).OutputsLength()
    assert len(graph.outputTensorMetadata) == outputs


def test_all_bundles_share_one_detector() -> None:
    assert len({stored(size)[DETECTOR].content for size in SIZES}) == 1
    assert len({stored(size)[LANDMARKS].content for size in SIZES}) == len(SIZES)


@pytest.mark.skipif(
    flatbuffers.__version__ != load_tool().FLATBUFFERS,
    reason="another flatbuffers lays out other bytes",
)
def test_rebuilding_the_bundle_from_its_networks_gives_the_same_bytes(tool: ModuleType) -> None:
    # A network that is already aligned and described must come out as it went in.
    members = stored("lite")
    parts = [
        tool.Part(network, "", tool.with_metadata(network, members[network.member].content))
        for network in (tool.DETECTOR, tool.LANDMARKS["lite"])
    ]
    assert tool.bundle_bytes(parts) == (MODELS / "pose_landmarker_lite.task").read_bytes()


def test_metadata_and_alignment_are_added_and_nothing_else(tool: ModuleType) -> None:
    source = tiny_network(tool)
    packed = tool.with_metadata(tool.DETECTOR, source)
    assert any(start % 16 for start in buffer_starts(source))
    assert not any(start % 16 for start in buffer_starts(packed))
    assert metadata(packed).subgraphMetadata[0].inputTensorMetadata[0].stats.min == [-1.0]
    assert tool.same(tool.without_metadata(tool.unpacked(packed)), tool.unpacked(source))


def test_one_changed_weight_is_a_change(tool: ModuleType) -> None:
    source = tiny_network(tool)
    changed = tool.unpacked(source)
    changed.buffers[1].data = changed.buffers[1].data.copy()
    changed.buffers[1].data[20] ^= 1
    assert not tool.same(changed, tool.unpacked(source))


def branched_network() -> bytes:
    """A TFLite file of three steps: two outputs share the first one, and have one each."""
    buffers = [model_schema.BufferT()] + [
        model_schema.BufferT(data=np.full(4, value, np.uint8)) for value in (1, 2, 3)
    ]
    names = ("in", "weights", "both", "mask weights", "mask", "flag weights", "flag")
    held = {"weights": 1, "mask weights": 2, "flag weights": 3}
    tensors = [
        model_schema.TensorT(name=name, shape=[1], buffer=held.get(name, 0)) for name in names
    ]
    operators = [
        model_schema.OperatorT(opcodeIndex=0, inputs=[*inputs], outputs=[output])
        for *inputs, output in ((0, 1, 2), (2, 3, 4), (2, 5, 6))
    ]
    graph = model_schema.SubGraphT(
        tensors=tensors, inputs=[0], outputs=[4, 6], operators=operators
    )
    model = model_schema.ModelT(
        version=3,
        operatorCodes=[model_schema.OperatorCodeT(version=1)],
        subgraphs=[graph],
        buffers=buffers,
        metadata=[],
        metadataBuffer=[],
    )
    builder = flatbuffers.Builder(256)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def test_what_only_the_cut_output_needs_goes_and_nothing_else(tool: ModuleType) -> None:
    model = tool.unpacked(branched_network())
    tool.cut(model, b"mask", b"both")
    (graph,) = model.subgraphs
    names = [tensor.name for tensor in graph.tensors]
    assert names == [b"in", b"weights", b"both", b"flag weights", b"flag"]
    assert [names[index] for index in graph.outputs] == [b"both", b"flag"]
    wired = [[names[at] for at in (*each.inputs, *each.outputs)] for each in graph.operators]
    assert wired == [[b"in", b"weights", b"both"], [b"both", b"flag weights", b"flag"]]
    held = [model.buffers[tensor.buffer].data for tensor in graph.tensors]
    assert [None if data is None else int(data[0]) for data in held] == [None, 1, None, 3, None]


def test_a_cut_network_is_a_part_of_the_whole_one(tool: ModuleType) -> None:
    whole, model = tool.unpacked(branched_network()), tool.unpacked(branched_network())
    tool.cut(model, b"mask", b"both")
    assert tool.is_part_of(model, whole)
    assert not tool.is_part_of(whole, model)
    model.buffers[1].data = model.buffers[1].data ^ 1
    assert not tool.is_part_of(model, whole)


def test_an_output_that_is_not_there_cannot_be_cut(tool: ModuleType) -> None:
    with pytest.raises(tool.BuildError, match="segmentation is no output, or both no tensor"):
        tool.cut(tool.unpacked(branched_network()), b"segmentation", b"both")


@pytest.mark.parametrize("size", SIZES)
def test_no_step_of_a_landmark_network_makes_a_mask(
    tool: ModuleType, manifest: dict[str, Any], size: str
) -> None:
    model = tool.unpacked(stored(size)[LANDMARKS].content)
    (graph,) = model.subgraphs
    outputs = [graph.tensors[index] for index in graph.outputs]
    assert [tuple(tensor.shape) for tensor in outputs] == [
        (1, 195), (1, 1), (1, 1, 1, 1), (1, 64, 64, 39), (1, 117),
    ]  # fmt: skip
    steps = len(graph.operators)
    tool.keep_what_outputs_need(graph)
    assert (size, steps) in {("lite", 258), ("full", 286), ("heavy", 643)}
    assert len(graph.operators) == steps
    (entry,) = [each for each in manifest["model"] if each["name"] == size]
    assert [origin.get("cut_output") for origin in entry["origin"]] == [None, "Identity_2"]


def test_another_package_is_refused(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.tgz"
    other.write_bytes(b"not the package")
    out = tmp_path / "out"
    command = ["--npm-tarball", str(other), "--wheel", str(other), "--out", str(out)]
    assert tool.main(command) == 1
    assert "is not @mediapipe/pose 0.5.1675469404 as pinned" in capsys.readouterr().err
    assert not out.exists()


def test_missing_package_is_named(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = str(tmp_path / "absent.tgz")
    assert tool.main(["--npm-tarball", absent, "--wheel", absent]) == 1
    assert "absent.tgz cannot be read" in capsys.readouterr().err


def test_another_flatbuffers_is_refused(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool.flatbuffers, "__version__", "25.9.23")
    with pytest.raises(tool.BuildError, match=r"pip install flatbuffers==25\.12\.19"):
        next(tool.build({}))


def test_check_names_missing_and_different_files(tool: ModuleType, tmp_path: Path) -> None:
    built, committed = tmp_path / "built", tmp_path / "committed"
    for folder, content in ((built, b"new"), (committed, b"old")):
        folder.mkdir()
        (folder / "same").write_bytes(b"same")
        (folder / "changed").write_bytes(content)
    (built / "added").write_bytes(b"")
    assert [line.split(":")[0] for line in tool.differences(built, committed)] == [
        "added",
        "changed",
    ]
    assert tool.differences(built, built) == []
