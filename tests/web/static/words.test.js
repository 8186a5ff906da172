import assert from "node:assert/strict";
import { test } from "node:test";

import { amount, clockSeconds, dayWords, duration, fileSize, percent, plural } from "../../../formcheck/web/static/js/format.js";
import { announced, band, checkWords, firstButton, holdClock, legAndSet, planned, setLine, sizeOf } from "../../../formcheck/web/static/js/live/words.js";
import { parseHash, hashOf } from "../../../formcheck/web/static/js/router.js";
import { parseWish } from "../../../formcheck/web/static/js/live/wish.js";
import { cleaned, DEFAULTS } from "../../../formcheck/web/static/js/preferences.js";
import { sentenceOf } from "../../../formcheck/web/static/js/api.js";

const reading = (more = {}) => ({
  good: 3, total: 4, hold_s: 0, hold_wanted_s: 3, phase: "move", phase_text: "Go on", cue: "", cue_urgent: false,
  limit: "", paused: "", side: "left", ...more,
});
const screen = (more = {}) => ({
  kind: "moving", heading: "", detail: "", alarm: false, side: null, sides: "one", set_number: 1, set_count: 1,
  planned_reps: 8, checks: [], reading: reading(), title: "Bridge", ...more,
});

test("plural forms agree", () => {
  assert.equal(plural(1, "set"), "1 set");
  assert.equal(plural(0, "set"), "0 sets");
  assert.equal(amount(1, 8), "1 set of 8");
  assert.equal(amount(2, 0, "each leg"), "2 sets, each leg");
});

test("times are said as people say them", () => {
  assert.equal(duration(1), "1 second");
  assert.equal(duration(59.4), "59 seconds");
  assert.equal(duration(90), "2 minutes");
  assert.equal(duration(3600), "1 hour");
  assert.equal(duration(5400), "1 hour 30 minutes");
  assert.equal(duration(null), "");
  assert.equal(duration(NaN), "");
});

test("a clock that counts down shows 1 in its last second", () => {
  assert.deepEqual([clockSeconds(4.2), clockSeconds(0.01), clockSeconds(0), clockSeconds(-1), clockSeconds(null)], ["5", "1", "0", "0", ""]);
});

test("100 percent means done", () => {
  assert.deepEqual([percent(0), percent(0.999), percent(1), percent(7), percent(NaN)], [0, 99, 100, 100, 0]);
});

test("files and days have sizes and names", () => {
  assert.deepEqual([fileSize(10), fileSize(3.4e6), fileSize(2.5e9)], ["1 kB", "3 MB", "2.5 GB"]);
  assert.match(dayWords("2026-11-28"), /^Saturday,? 28 November 2026$/); // the comma depends on the browser
  assert.equal(dayWords("never"), "never");
});

test("leg and set stand as in the window", () => {
  assert.deepEqual(legAndSet(screen()), ["Left leg"]);
  assert.deepEqual(legAndSet(screen({ side: "right", set_count: 3, set_number: 2 })), ["Right leg", "Set 2 of 3"]);
  assert.deepEqual(legAndSet(screen({ sides: "alternating" })), ["Legs in turn"]);
  assert.deepEqual(legAndSet(screen({ sides: "both" })), []);
  assert.deepEqual(legAndSet(screen({ reading: null })), []);
});

test("an amount of 0 is no amount", () => {
  assert.deepEqual([0, 1, 8].map((planned_reps) => planned({ planned_reps })), ["", "Once", "8 times"]);
});

test("a limit goes before a cue, a cue before the title, and an alarm before all", () => {
  const low = { cue: "Lift a little higher." };
  assert.equal(band(screen()).heading, "Bridge");
  assert.deepEqual(band(screen({ reading: reading(low) })), { heading: low.cue, detail: "", tone: "cue" });
  assert.equal(band(screen({ reading: reading({ ...low, limit: "Too high." }) })).heading, "Too high.");
  assert.equal(band(screen({ reading: reading({ cue: "Ease back.", cue_urgent: true }) })).tone, "stop");
  assert.equal(band(screen({ alarm: true, heading: "Lower now.", reading: reading(low) })).heading, "Lower now.");
});

test("checks colour the band only when their answers are known", () => {
  const checks = (...passed) => passed.map((one) => ({ name: "x", title: "Light", passed: one, say: "" }));
  const tone = (...passed) => band(screen({ kind: "placing", checks: checks(...passed) })).tone;
  assert.deepEqual([tone(true, false), tone(true, true), tone(true, null)], ["cue", "good", "plain"]);
});

test("a reader is told limits at once and all else in its turn", () => {
  assert.deepEqual(announced(screen({ reading: reading({ cue: "Slower." }) })), { polite: "Slower.", urgent: "" });
  assert.deepEqual(announced(screen({ reading: reading({ limit: "Too high." }) })), { polite: "", urgent: "Too high." });
});

test("what colours say stands in words as well", () => {
  const check = (passed) => checkWords({ name: "x", title: "Light", passed, say: "" });
  assert.deepEqual([check(true), check(false), check(null)], ["Light: good", "Light: not yet", "Light: not known yet"]);
});

test("a hold counts whole seconds that were held", () => {
  assert.equal(holdClock(reading()), "");
  assert.equal(holdClock(reading({ hold_s: 2.9 })), "2 of 3 s");
  assert.equal(holdClock(reading({ hold_s: 2.9, hold_wanted_s: 0 })), "2 s");
  assert.equal(holdClock(reading({ hold_s: 0.7, hold_wanted_s: 0 })), "");
});

test("the first button says what the space bar does on each screen", () => {
  assert.equal(firstButton("moving"), "Pause");
  assert.equal(firstButton("paused"), "Go on");
  for (const kind of ["placing", "pain", "starting", "countdown", "resting", "over"]) assert.notEqual(firstButton(kind), "Pause");
});

test("long texts have smaller letters", () => {
  assert.deepEqual([10, 30, 60, 120].map((length) => sizeOf("x".repeat(length))), ["huge", "large", "medium", "small"]);
});

test("a set in one line", () => {
  const set = { number: 1, side: "left", title: "Bridge", good: 1, total: 1, verdict: "good" };
  assert.equal(setLine(set), "Bridge, left leg, set 1: 1 of 1 repetition good");
  assert.equal(setLine({ ...set, side: "both", good: 2, total: 3 }), "Bridge, set 1: 2 of 3 repetitions good");
  assert.equal(setLine({ ...set, good: 4, total: 4, verdict: "counted" }), "Bridge, left leg, set 1: 4 repetitions counted");
  assert.equal(setLine({ ...set, good: 0, total: 0 }), "Bridge, left leg, set 1: nothing counted");
});

test("places survive the way into an address and back", () => {
  const place = parseHash(hashOf("therapist", "a/b ü", { new: "x y" }));
  assert.deepEqual([place.page, place.name, place.query.get("new")], ["therapist", "a/b ü", "x y"]);
  assert.equal(parseHash("").page, "today");
  assert.equal(parseHash("#/x/%E0%A4%A").name, "");
});

test("only a wish that makes sense is kept", () => {
  assert.deepEqual(parseWish('{"today":true}'), { today: true, camera: "page" });
  assert.deepEqual(parseWish('{"plan":{"exercise":"x"},"camera":"phone"}'), { plan: { exercise: "x" }, camera: "phone" });
  for (const wrong of [null, "", "{", "3", "null", "{}", '{"plan":{}}']) assert.equal(parseWish(wrong), null);
});

test("preferences that make no sense become the usual ones", () => {
  assert.deepEqual(cleaned(null), { ...DEFAULTS });
  assert.deepEqual(cleaned({ letters: "tiny", rate: 99, sound: "no", voice: 3, colours: 7, camera: [] }), { ...DEFAULTS });
  assert.equal(cleaned({ letters: "large", rate: 0.8, sound: false }).rate, 0.8);
});

test("every refusal is a sentence", () => {
  assert.equal(sentenceOf({ sentence: "No." }, 400), "No.");
  for (const status of [403, 404, 500]) assert.match(sentenceOf(null, status), /^[A-Z].*\.$/);
});
