"""The body: anny's parametric person as a skeleton, and its skin for a posed figure."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from tools.render_patients.limbs import bisect
from tools.render_patients.skeleton import Figure, Skeleton, Vector

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

    from tools.render_patients.performance import Person

Model: TypeAlias = Any  # of anny, which ships no types

# anny's age runs 2/3 = young adult (about 25 years) to 1 = old (about 90).
YOUNG: Final = (2 / 3, 25.0)
OLD: Final = (1.0, 90.0)

SKIN, SHIRT, TROUSERS, SOCKS, HAIR, EYES = 0, 1, 2, 3, 4, 5
SHIRT_BONES: Final = ("spine0", "clavicle", "shoulder01", "upperarm01")
TROUSER_BONES: Final = {
    "shorts": ("root", "pelvis", "upperleg"),
    "trousers": ("root", "pelvis", "upperleg", "lowerleg"),
}
SOCK_BONES: Final = ("foot", "toe")
EYE_BONES: Final = ("eye",)
WAIST_M: Final = 0.03  # above the root of the spine, which is the origin at rest
WAIST_BAND_M: Final = 0.2


@dataclass(frozen=True)
class Body:
    """A person of flesh.

    Attributes
    ----------
    skeleton
        The bones at rest, with the surface points that may touch the floor.
    faces
        Triangles, shape (n, 3), rows of the vertices.
    cloth
        Cover of each vertex, shape (m,): SKIN, SHIRT, TROUSERS, SOCKS, HAIR or EYES.
    """

    skeleton: Skeleton
    faces: NDArray[np.int32]
    cloth: NDArray[np.uint8]
    _model: Model
    _phenotype: dict[str, float]

    def pose(self, figure: Figure) -> torch.Tensor:
        """The figure as anny's pose, shape (1, bones, 4, 4)."""
        import torch

        labels = self._model.bone_labels
        pose = torch.eye(4).repeat(1, len(labels), 1, 1)
        for name, turn in self.skeleton.local_turns(figure).items():
            pose[0, labels.index(name), :3, :3] = torch.from_numpy(turn)
        return pose

    def vertices_m(self, figure: Figure) -> Vector:
        """The skin of a posed figure, shape (m, 3), metres."""
        import torch

        with torch.no_grad():
            out = self._model(pose_parameters=self.pose(figure), phenotype_kwargs=self._phenotype)
        root = self._model.bone_labels[0]
        shift = figure.joints_m[root] - out["bone_poses"][0, 0, :3, 3].numpy()
        vertices: Vector = out["vertices"][0].numpy().astype(np.float64) + shift
        return vertices


def embody(person: Person) -> Body:
    """The body of a person, as tall as the person is."""
    _hush()
    import anny
    import torch

    torch.set_num_threads(1)
    model = anny.Anny()
    look = {
        "gender": 1.0 if person.sex == "female" else 0.0,
        "age": float(np.interp(person.age_years, (YOUNG[1], OLD[1]), (YOUNG[0], OLD[0]))),
        "muscle": person.muscle,
        "weight": person.weight,
        "proportions": 0.5,
    }

    def too_tall_m(height: float) -> float:
        vertices, _ = _at_rest(model, look | {"height": height})
        return float(np.ptp(vertices[:, 2])) - person.height_m

    look["height"] = bisect(too_tall_m, 0.0, 1.0)
    vertices, bones = _at_rest(model, look)
    names = list(model.bone_labels)
    parents = {
        name: names[parent] if parent >= 0 else ""
        for name, parent in zip(names, model.bone_parents, strict=True)
    }
    carrier = _carriers(model)
    skin = {name: vertices[carrier == row] for row, name in enumerate(names)}
    skeleton = Skeleton(
        parents=parents,
        rest_m=dict(zip(names, bones, strict=True)),
        skin_m={name: points for name, points in skin.items() if len(points)},
    )
    faces = model.get_triangular_faces().numpy().astype(np.int32)
    worn = _cloth(names, carrier, vertices, TROUSER_BONES[person.legwear])
    return Body(skeleton, faces, worn, model, look)


def _hush() -> None:
    """Keep anny's engine from listing the machine's processors."""
    warp = importlib.import_module("warp")
    warp.config.log_level = warp.LOG_ERROR


def _at_rest(model: Model, look: dict[str, float]) -> tuple[Vector, Vector]:
    import torch

    pose = torch.eye(4).repeat(1, len(model.bone_labels), 1, 1)
    with torch.no_grad():
        out = model(pose_parameters=pose, phenotype_kwargs=look)
    vertices = out["vertices"][0].numpy().astype(np.float64)
    return vertices, out["bone_poses"][0, :, :3, 3].numpy().astype(np.float64)


def _carriers(model: Model) -> NDArray[np.intp]:
    """Row of the bone that moves each vertex most, shape (m,)."""
    weights = model.vertex_bone_weights.numpy()
    rows = model.vertex_bone_indices.numpy()
    strongest = weights.argmax(axis=1)
    carriers: NDArray[np.intp] = rows[np.arange(len(rows)), strongest]
    return carriers


def _cloth(
    names: list[str], carrier: NDArray[np.intp], vertices: Vector, trousers: tuple[str, ...]
) -> NDArray[np.uint8]:
    worn = np.full(len(names), SKIN, dtype=np.uint8)
    for row, name in enumerate(names):
        for garment, stems in (
            (SHIRT, SHIRT_BONES),
            (TROUSERS, trousers),
            (SOCKS, SOCK_BONES),
            (EYES, EYE_BONES),
        ):
            if name.startswith(stems):
                worn[row] = garment
    cloth = worn[carrier]
    # Shirt and trousers meet at a level waist, wherever the bones share the skin there.
    middle = np.isin(cloth, (SHIRT, TROUSERS)) & (np.abs(vertices[:, 2] - WAIST_M) < WAIST_BAND_M)
    cloth[middle] = np.where(vertices[middle, 2] > WAIST_M, SHIRT, TROUSERS)
    on_head = carrier == names.index("head")
    head = vertices[on_head]
    top, back = head[:, 2].max(), head[:, 1].max()
    # Hair: the cap above the forehead and the back of the head down to the neck.
    hair = (head[:, 2] > top - 0.055) | ((head[:, 1] > back - 0.10) & (head[:, 2] > top - 0.17))
    cloth[np.flatnonzero(on_head)[hair]] = HAIR
    return cloth
