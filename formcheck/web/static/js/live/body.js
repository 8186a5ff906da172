/** The person in the picture, as bones; the working leg is thick and has beads. */

/** Pairs of landmarks between which a bone is drawn: `BONES` in `formcheck/pose/joints.py`. */
export const BONES = Object.freeze([
  [11, 12], [23, 24],
  [11, 23], [11, 13], [13, 15], [23, 25], [25, 27], [27, 29], [29, 31],
  [12, 24], [12, 14], [14, 16], [24, 26], [26, 28], [28, 30], [30, 32],
]);

/** Rows of the joints of a leg that works, by their names. */
export const LEG_ROWS = Object.freeze({
  left_hip: 23, right_hip: 24, left_knee: 25, right_knee: 26, left_ankle: 27, right_ankle: 28,
  left_heel: 29, right_heel: 30, left_foot_index: 31, right_foot_index: 32,
});

/** Hips, knees and ankles have a bead each. */
const LAST_BEAD = LEG_ROWS.right_ankle;

/** Joints of less visibility are not drawn: a guessed limb in the picture looks like a fact. */
export const DRAWN_FROM = 0.5;

/**
 * Return the bones whose ends are seen, the working ones last, so that nothing covers them.
 *
 * @param {[number, number, number][]} landmarks
 * @param {string[]} working
 */
export function seenBones(landmarks, working) {
  const works = new Set(working.map((name) => /** @type {Record<string, number>} */ (LEG_ROWS)[name]));
  const seen = (/** @type {number} */ row) => {
    const spot = landmarks[row];
    return spot && spot[0] !== null && spot[1] !== null && spot[2] >= DRAWN_FROM;
  };
  return BONES.filter(([one, two]) => seen(one) && seen(two))
    .map(([one, two]) => ({ one, two, works: works.has(one) && works.has(two) }))
    .sort((a, b) => Number(a.works) - Number(b.works));
}

/**
 * Draw a body; the canvas covers the picture and is mirrored with it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{ landmarks: [number, number, number][] | null, working: string[] }} shown
 * @param {[number, number]} size of the camera's pictures
 */
export function drawBody(canvas, shown, size) {
  const scale = 1280 / Math.max(...size);
  const [width, height] = size.map((px) => Math.round(px * scale));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const paper = canvas.getContext("2d");
  if (!paper) return;
  paper.clearRect(0, 0, width, height);
  const { landmarks } = shown;
  if (!landmarks) return;
  const at = (/** @type {number} */ row) => [landmarks[row][0] * width, landmarks[row][1] * height];
  const thick = Math.max(3, height / 150);
  paper.lineCap = "round";
  const bones = seenBones(landmarks, shown.working);
  for (const { one, two, works } of bones) {
    const wide = works ? 2 * thick : thick;
    for (const [colour, line] of /** @type {[string, number][]} */ ([
      ["#000000", wide + 3], [works ? "#ffc83c" : "#ebebeb", wide],
    ])) {
      paper.strokeStyle = colour;
      paper.lineWidth = line;
      paper.beginPath();
      paper.moveTo(...point(at(one)));
      paper.lineTo(...point(at(two)));
      paper.stroke();
    }
  }
  const beads = new Set(bones.filter((bone) => bone.works).flatMap((bone) => [bone.one, bone.two]));
  for (const row of beads) {
    if (row > LAST_BEAD) continue;
    paper.beginPath();
    paper.arc(...point(at(row)), 2 * thick, 0, 2 * Math.PI);
    paper.fillStyle = "#ffffff";
    paper.strokeStyle = "#000000";
    paper.lineWidth = 3;
    paper.fill();
    paper.stroke();
  }
}

/** @param {number[]} spot @returns {[number, number]} */
function point(spot) {
  return [spot[0], spot[1]];
}
