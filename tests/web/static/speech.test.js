import assert from "node:assert/strict";
import { test } from "node:test";

import { BEGINS_WITHIN_MS, Speaker, chosenVoice, usable, voicesOf } from "../../../formcheck/web/static/js/live/speech.js";

const voice = (name, lang, more = {}) => ({ voiceURI: name, name, lang, localService: true, default: false, ...more });

/** A voice whose utterances the test begins and ends, and timers that it lets run out. */
function scripted() {
  const said = [];
  const timers = new Map();
  let next = 0;
  const synth = {
    spoken: [],
    cancelled: 0,
    resume: () => {},
    speak: (utterance) => synth.spoken.push(utterance),
    cancel: () => (synth.cancelled += 1),
  };
  const speaker = new Speaker({
    synth,
    make: (words) => ({ words }),
    onSaid: (id, heard) => said.push([id, heard]),
    later: (call, ms) => (timers.set((next += 1), { call, ms }), next),
    cancel: (timer) => timers.delete(timer),
  });
  const runOut = () => [...timers.values()].forEach((timer) => timer.call());
  return { synth, said, speaker, timers, runOut };
}

test("words that were said to their end were heard", () => {
  const { synth, said, speaker, timers } = scripted();
  speaker.say({ id: 3, words: "Two" });
  synth.spoken[0].onstart();
  synth.spoken[0].onend();
  assert.deepEqual(said, [[3, true]]);
  assert.equal(timers.size, 0);
});

test("words that are broken off were not heard, and are answered once", () => {
  const { synth, said, speaker } = scripted();
  speaker.say({ id: 1, words: "Lift a little higher." });
  speaker.stop(1);
  synth.spoken[0].onerror();
  synth.spoken[0].onend();
  assert.deepEqual(said, [[1, false]]);
  assert.equal(synth.cancelled, 1);
});

test("new words break off the old ones", () => {
  const { synth, said, speaker } = scripted();
  speaker.say({ id: 1, words: "One" });
  speaker.say({ id: 2, words: "Stop." });
  synth.spoken[0].onend(); // comes late from the browser
  synth.spoken[1].onend();
  assert.deepEqual(said, [[1, false], [2, true]]);
});

test("stopping words that are not being said does nothing", () => {
  const { said, speaker, synth } = scripted();
  speaker.say({ id: 1, words: "One" });
  speaker.stop(7);
  assert.deepEqual(said, []);
  assert.equal(synth.cancelled, 0);
});

test("a voice that does not begin is given up in time", () => {
  const { said, speaker, timers, runOut } = scripted();
  speaker.say({ id: 1, words: "One" });
  assert.deepEqual([...timers.values()].map((timer) => timer.ms), [BEGINS_WITHIN_MS]);
  runOut();
  assert.deepEqual(said, [[1, false]]);
});

test("a voice that began has time for all of its words, and not for ever", () => {
  const { synth, said, speaker, timers, runOut } = scripted();
  speaker.say({ id: 1, words: "How strong is your pain, from zero to ten?" });
  synth.spoken[0].onstart();
  const [timer] = timers.values();
  assert.ok(timer.ms > 9 * 1000 && timer.ms < 30_000);
  runOut();
  assert.deepEqual(said, [[1, false]]);
});

test("only English voices of this device speak: others send the words elsewhere", () => {
  const voices = [voice("a", "de-DE"), voice("b", "en-GB", { localService: false }), voice("c", "en_US"), voice("d", "en")];
  assert.deepEqual(usable(voices).map((one) => one.name), ["c", "d"]);
  assert.equal(chosenVoice(voices, "").name, "c");
  assert.equal(chosenVoice(voices, "d").name, "d");
  assert.equal(chosenVoice(voices, "b").name, "c");
  assert.equal(chosenVoice([voice("a", "fr-FR")], ""), null);
});

test("voices that the browser tells late are waited for, and a browser without any is not waited for long", async () => {
  let told = null;
  let now = [];
  const synth = { getVoices: () => now, addEventListener: (_, call) => (told = call) };
  const waiting = voicesOf(synth, 5000);
  now = [voice("a", "en-GB")];
  told();
  assert.equal((await waiting).length, 1);
  assert.deepEqual(await voicesOf({ getVoices: () => [], addEventListener: () => {} }, 1), []);
  assert.deepEqual(await voicesOf(undefined), []);
});
