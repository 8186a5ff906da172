import assert from "node:assert/strict";
import { test } from "node:test";

import { PostedConnection } from "../../../formcheck/web/static/js/live/posted.js";

/** A server whose answers the test gives; timers never fire by themselves. */
function posted(...answers) {
  const seen = { asked: [], opened: 0, messages: [], cuts: 0, unknown: 0, timers: [] };
  const around = {
    fetch: async (address, request) => {
      seen.asked.push({ address, kind: request.headers["Content-Type"], body: request.body });
      const next = answers.shift();
      if (next === undefined) throw new TypeError("no network");
      return typeof next === "number" ? { ok: false, status: next } : { ok: true, status: 200, json: async () => next };
    },
    later: (call, ms) => seen.timers.push({ call, ms }),
    cancel: () => {},
  };
  const connection = new PostedConnection("/phone/camera", {
    onOpen: () => (seen.opened += 1),
    onMessage: (message) => seen.messages.push(message),
    onCut: () => (seen.cuts += 1),
    onUnknown: () => (seen.unknown += 1),
  }, around);
  /** Let the answers come, and ask once more. */
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const again = async () => {
    seen.timers.findLast((timer) => timer.ms === 1000).call();
    await settle();
  };
  return { connection, seen, settle, again };
}

test("it opens with the first answer, asks again, and comes back after a cut", async () => {
  const { connection, seen, settle, again } = posted([{ type: "film" }], undefined, []);
  assert.equal(connection.isOpen, false);
  await settle();
  assert.deepEqual([connection.isOpen, seen.opened, seen.messages], [true, 1, [{ type: "film" }]]);
  await again();
  assert.deepEqual([connection.isOpen, seen.cuts], [false, 1]);
  await again();
  assert.deepEqual([connection.isOpen, seen.opened, connection.waiting], [true, 2, 0]);
  assert.equal(new Set(seen.asked.map((one) => one.address)).size, 1, "one name for the page");
});

test("pictures are bytes, messages are JSON, and neither is sent before it is open", async () => {
  const { connection, seen, settle } = posted([], [{ type: "taken", picture: 0 }], []);
  connection.sendBytes(new ArrayBuffer(3));
  await settle();
  assert.equal(seen.asked.length, 1);
  connection.sendBytes(new ArrayBuffer(3));
  assert.equal(connection.waiting, 3);
  connection.send({ type: "camera", state: "lost" });
  await settle();
  assert.deepEqual(seen.asked.slice(1).map((one) => one.kind), ["application/octet-stream", "application/json"]);
  assert.deepEqual(seen.messages, [{ type: "taken", picture: 0 }]);
});

for (const status of [401, 403, 429]) {
  test(`a phone that is not known (${status}) asks no more`, async () => {
    const { connection, seen, settle } = posted(status);
    await settle();
    assert.deepEqual([seen.unknown, seen.cuts, connection.isOpen], [1, 0, false]);
    assert.equal(seen.timers.filter((timer) => timer.ms === 1000).length, 0);
  });
}

test("a closed connection reads nothing more", async () => {
  const { connection, seen, settle } = posted([{ type: "film" }]);
  connection.close();
  await settle();
  assert.deepEqual([seen.opened, seen.messages], [0, []]);
});
