import assert from "node:assert/strict";
import { test } from "node:test";

import { LOST_MS, MOST_UNDER_WAY, Pace, PictureSource, UNTOLD_MS, pictureMessage, sentSize, takenAt } from "../../../formcheck/web/static/js/live/pictures.js";

test("at most two pictures are under way", () => {
  const pace = new Pace();
  assert.deepEqual([pace.take(0), pace.take(1), pace.take(2)], [0, 1, null]);
  assert.equal(pace.underWay, MOST_UNDER_WAY);
});

test("an answer frees its picture and the older ones", () => {
  const pace = new Pace();
  pace.take(0);
  pace.take(1);
  pace.answered(1);
  assert.equal(pace.underWay, 0);
  assert.equal(pace.take(2), 2);
});

test("an answer to an older picture leaves the newer one under way", () => {
  const pace = new Pace();
  pace.take(0);
  pace.take(1);
  pace.answered(0);
  pace.answered(null);
  assert.equal(pace.underWay, 1);
});

test("a picture without an answer counts as lost after a while", () => {
  const pace = new Pace();
  pace.take(0);
  pace.take(0);
  assert.equal(pace.take(LOST_MS), null);
  assert.equal(pace.take(LOST_MS + 1), 2);
});

test("after a cut nothing is under way, and numbers go on", () => {
  const pace = new Pace();
  pace.take(0);
  pace.take(0);
  pace.reset();
  assert.equal(pace.take(1), 2);
});

test("a picture that could not be made is not waited for", () => {
  const pace = new Pace();
  pace.dropped(pace.take(0));
  assert.equal(pace.underWay, 0);
});

test("a message is the time, the number and the JPEG, little-endian", () => {
  const bytes = new Uint8Array(pictureMessage(1234.5, 70_000, new Uint8Array([0xff, 0xd8, 7]).buffer));
  const head = new DataView(bytes.buffer);
  assert.equal(head.getFloat64(0, true), 1234.5);
  assert.equal(head.getUint32(8, true), 70_000);
  assert.deepEqual([...bytes.slice(12)], [0xff, 0xd8, 7]);
});

test("large pictures are sent smaller, in their own shape, and small ones as they are", () => {
  assert.deepEqual(sentSize(1280, 720), [640, 360]);
  assert.deepEqual(sentSize(720, 1280), [360, 640]);
  assert.deepEqual(sentSize(320, 240), [320, 240]);
});

test("a time of capture on another clock than the page's is not believed", () => {
  assert.equal(takenAt(5000, 4960), 4960);
  assert.equal(takenAt(5000, undefined), 5000);
  for (const wrong of [-20, 1.7e12, 5200, 2900, Number.NaN]) assert.equal(takenAt(5000, wrong), 5000);
});

/** A page that draws itself 60 times a second, with a video that tells its pictures or does not. */
async function filmedFor(ms, { tells }) {
  const sent = [];
  let [now, asked, told] = [performance.now(), null, null];
  const before = { document: globalThis.document, requestAnimationFrame: globalThis.requestAnimationFrame };
  const canvas = {
    getContext: () => ({ drawImage: () => {} }),
    toBlob: (give) => give({ arrayBuffer: async () => new ArrayBuffer(4) }),
  };
  globalThis.document = { createElement: () => canvas };
  globalThis.requestAnimationFrame = (call) => (asked = call);
  const video = { videoWidth: 640, videoHeight: 480, currentTime: 0 };
  if (tells !== undefined) video.requestVideoFrameCallback = (call) => (told = call);
  const pace = { take: () => 0, dropped: () => {} };
  const source = new PictureSource(video, pace, { mayTake: () => true, send: (bytes) => sent.push(bytes) });
  for (const end = now + ms; now < end; now += 1000 / 60) {
    video.currentTime = Math.floor(now / 33) * 33;
    const [draw, tell] = [asked, told];
    if (tells) tell(now, {});
    draw(now);
  }
  source.stop();
  await new Promise((resolve) => setTimeout(resolve));
  Object.assign(globalThis, before);
  return sent.length;
}

test("each picture is sent once where the video tells it", async () => {
  assert.ok(Math.abs((await filmedFor(1000, { tells: true })) - 30) <= 2);
});

test("a video that tells nothing is looked at after a moment, and at once where none can tell", async () => {
  const silent = await filmedFor(1000, { tells: false });
  const expected = (1000 - UNTOLD_MS) / 33;
  assert.ok(silent > expected - 4 && silent < expected + 3, `${silent} pictures`);
  assert.ok((await filmedFor(1000, { tells: undefined })) >= 25);
});
