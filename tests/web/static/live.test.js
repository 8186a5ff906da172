import assert from "node:assert/strict";
import { test } from "node:test";

import { LEG_ROWS, seenBones } from "../../../formcheck/web/static/js/live/body.js";
import { CAMERA_WORDS, CameraError, constraints, openCamera, stateOf } from "../../../formcheck/web/static/js/live/camera.js";
import { LiveClient } from "../../../formcheck/web/static/js/live/client.js";
import { HELD_MS, Presses, meaning } from "../../../formcheck/web/static/js/live/keys.js";
import { schedule } from "../../../formcheck/web/static/js/live/tones.js";
import { fileName } from "../../../formcheck/web/static/js/pages/therapist.js";
import { numberOf, placeInForm } from "../../../formcheck/web/static/js/pages/patient_form.js";

const key = (name, more = {}) => ({ key: name, repeat: false, ctrlKey: false, altKey: false, metaKey: false, ...more });

test("keys mean what they mean in the window", () => {
  const commands = [" ", "n", "R", "s", "p", "m", "q", "f"].map((name) => meaning(key(name)).command);
  assert.deepEqual(commands, ["pause", "next_side", "redo", "skip", "pain", "mute", "finish", "full_screen"]);
  assert.deepEqual(meaning(key("7")), { digit: "7" });
  assert.deepEqual(meaning(key("Escape")), {}); // it only leaves the full screen
});

test("a key with Ctrl, a repeated key and a typed letter are no commands", () => {
  assert.deepEqual(meaning(key("r", { ctrlKey: true })), {});
  assert.deepEqual(meaning(key("p", { repeat: true })), {});
  assert.deepEqual(meaning(key("p"), { tagName: "INPUT" }), {});
});

test("the space bar presses the button that has the focus, and pauses otherwise", () => {
  assert.deepEqual(meaning(key(" "), { tagName: "BUTTON" }), {});
  assert.deepEqual(meaning(key(" "), { tagName: "BODY" }), { command: "pause" });
  assert.deepEqual(meaning(key("n"), { tagName: "BUTTON" }), { command: "next_side" });
});

test("a key that is held down counts once", () => {
  const presses = new Presses();
  assert.deepEqual([0, 500, 1000, 1000 + HELD_MS + 1].map((at) => presses.isNew("pain", at)), [true, false, false, true]);
  assert.equal(presses.isNew("pause", 1001), true);
});

test("bones are drawn between joints that are seen, the working leg last", () => {
  const landmarks = Array.from({ length: 33 }, () => [0.5, 0.5, 0.9]);
  landmarks[13] = [0.5, 0.5, 0.2];
  const bones = seenBones(landmarks, ["left_hip", "left_knee", "left_ankle"]);
  assert.ok(bones.every((bone) => bone.one !== 13 && bone.two !== 13));
  assert.deepEqual(bones.slice(-2).map((bone) => [bone.one, bone.two, bone.works]), [[23, 25, true], [25, 27, true]]);
  assert.equal(bones.filter((bone) => bone.works).length, 2);
  assert.deepEqual(seenBones([], []), []);
  assert.equal(LEG_ROWS.right_foot_index, 32);
});

test("each failure of a camera has a sentence that says what to do", async () => {
  const states = ["NotAllowedError", "NotFoundError", "NotReadableError", "AbortError"].map((name) => stateOf({ name }));
  assert.deepEqual(states, ["refused", "none", "in_use", "in_use"]);
  for (const words of Object.values(CAMERA_WORDS)) assert.match(words, /\. .*\.$|, .*\.$/);
  const refusing = { mediaDevices: { getUserMedia: () => Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" })) } };
  await assert.rejects(openCamera({}, refusing), (error) => error instanceof CameraError && error.state === "refused");
  await assert.rejects(openCamera({}, {}), (error) => error.state === "none");
});

test("a camera is asked for small pictures and no sound", () => {
  const asked = constraints({ camera: "c1" });
  assert.equal(asked.audio, false);
  assert.deepEqual([asked.video.width.ideal, asked.video.height.ideal], [640, 480]);
  assert.equal(asked.video.deviceId.ideal, "c1");
  assert.equal(constraints({ facing: "environment" }).video.facingMode.ideal, "environment");
});

test("notes follow one another, and rests are silent", () => {
  const notes = schedule([{ hertz: 1320, duration_s: 0.12 }, { hertz: 0, duration_s: 0.06 }, { hertz: 1320, duration_s: 0.12 }]);
  assert.equal(notes.length, 2);
  assert.ok(Math.abs(notes[1].from - 0.18) < 1e-9 && Math.abs(notes[1].to - 0.3) < 1e-9);
});

test("names of patients become names of files", () => {
  assert.deepEqual(["Anna K.", "  Überall/../x ", "???"].map(fileName), ["anna-k", "u-berall-x", ""]);
});

test("numbers are read with a point or a comma, and nothing else is a number", () => {
  assert.deepEqual(["3", "1,5", " 2.5 ", "", "x"].map(numberOf), [3, 1.5, 2.5, null, null]);
});

test("a page asks for its session once, whatever it hears of the phone meanwhile", () => {
  const parts = { video: {}, film: {}, onState: () => {}, onScreen: () => {} };
  const client = new LiveClient({ today: true, camera: "page" }, parts);
  const sent = [];
  client._connection = { send: (message) => sent.push(message.type) };
  client._read({ type: "welcome", session: "", resumed: false, muted: false });
  client._read({ type: "phone", state: "none" });
  assert.deepEqual(sent, ["start"]);
});

test("a page whose phone is the camera asks when the phone is there", () => {
  const parts = { video: {}, film: {}, onState: () => {}, onScreen: () => {} };
  const client = new LiveClient({ today: true, camera: "phone" }, parts);
  const sent = [];
  client._connection = { send: (message) => sent.push(message.type) };
  client._read({ type: "welcome", session: "", resumed: false, muted: false });
  client._read({ type: "phone", state: "none" });
  assert.deepEqual(sent, []);
  client._read({ type: "phone", state: "paired" });
  client._read({ type: "phone", state: "filming" });
  assert.deepEqual(sent, ["start"]);
});

test("a mistake is named by the words of the form", () => {
  const exercises = [{ name: "mini_squat", title: "Mini squat" }];
  assert.equal(placeInForm("exercise.mini_squat.reps", exercises), "Mini squat, Repetitions:");
  assert.equal(placeInForm("exercise.mini_squat.target_deg", exercises), "Mini squat, Target, °:");
  assert.equal(placeInForm("exercise.mini_squat.reps", []), "");
  assert.equal(placeInForm("schema", exercises), "");
});
