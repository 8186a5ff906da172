import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Connection, KEPT_MS, LONGEST_WAIT_MS, socketAddress, waitBefore,
} from "../../../formcheck/web/static/js/live/connection.js";

/** A socket and a clock that the test moves. */
function scripted() {
  const made = [];
  const timers = [];
  const around = {
    nowMs: 0,
    made,
    open: (address) => {
      const socket = { address, readyState: 0, bufferedAmount: 0, sent: [], send: (one) => socket.sent.push(one), close: () => {} };
      made.push(socket);
      return socket;
    },
    now: () => around.nowMs,
    later: (call, ms) => {
      const timer = { call, at: around.nowMs + ms };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => timers.includes(timer) && timers.splice(timers.indexOf(timer), 1),
    /** Let time pass; a timer that becomes due is called. */
    pass: (ms) => {
      const until = around.nowMs + ms;
      for (;;) {
        const next = timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers.splice(timers.indexOf(next), 1);
        around.nowMs = next.at;
        next.call();
      }
      around.nowMs = until;
    },
    connect: () => {
      made.at(-1).readyState = 1;
      made.at(-1).onopen();
    },
    cut: () => {
      made.at(-1).readyState = 3;
      made.at(-1).onclose();
    },
  };
  return around;
}

function connected() {
  const around = scripted();
  const seen = { opened: 0, messages: [], bytes: [], cuts: [], gone: 0 };
  const connection = new Connection("ws://here/ws/live", {
    onOpen: (send) => {
      seen.opened += 1;
      send({ type: "hello" });
    },
    onMessage: (message) => seen.messages.push(message),
    onBytes: (bytes) => seen.bytes.push(bytes),
    onCut: (seconds) => seen.cuts.push(seconds),
    onGone: () => (seen.gone += 1),
  }, around);
  around.connect();
  return { around, connection, seen };
}

test("the first message is sent when it is open, and again after each cut", () => {
  const { around, seen } = connected();
  assert.deepEqual(around.made[0].sent, ['{"type":"hello"}']);
  around.cut();
  around.pass(300);
  around.connect();
  assert.equal(seen.opened, 2);
  assert.deepEqual(around.made[1].sent, ['{"type":"hello"}']);
});

test("it waits longer after each attempt, up to the longest wait", () => {
  const waits = Array.from({ length: 8 }, (_, attempt) => waitBefore(attempt));
  assert.deepEqual(waits.slice(0, 3), [250, 500, 1000]);
  assert.equal(Math.max(...waits), LONGEST_WAIT_MS);
});

test("fifty cuts in a row are fifty connections", () => {
  const { around, seen } = connected();
  for (let cut = 0; cut < 50; cut += 1) {
    around.cut();
    around.pass(300);
    around.connect();
  }
  assert.equal(seen.opened, 51);
  assert.equal(seen.gone, 0);
});

test("after a minute without the server it says once that the session is gone", () => {
  const { around, seen } = connected();
  around.cut();
  while (around.nowMs < 2 * KEPT_MS) {
    around.pass(LONGEST_WAIT_MS);
    around.cut();
  }
  assert.equal(seen.gone, 1);
  assert.ok(seen.cuts.at(-1) > 60);
});

test("the time since the cut begins anew with the next cut", () => {
  const { around, seen } = connected();
  around.cut();
  around.pass(300);
  around.connect();
  around.pass(100_000);
  around.cut();
  assert.equal(seen.cuts.at(-1), 0);
});

test("nothing is sent while it is cut, and nothing comes back after it was closed", () => {
  const { around, connection } = connected();
  around.cut();
  connection.send({ type: "command", name: "pause" });
  connection.sendBytes(new ArrayBuffer(3));
  connection.close();
  around.pass(100_000);
  assert.equal(around.made.length, 1);
  assert.equal(around.made[0].sent.length, 1);
});

test("a cut of an older socket does not cut the new one", () => {
  const { around, connection } = connected();
  const old = around.made[0];
  around.cut();
  around.pass(300);
  around.connect();
  old.onclose();
  assert.equal(connection.isOpen, true);
  assert.equal(around.made.length, 2);
});

test("text that is no JSON is left out, and bytes are handed over", () => {
  const { around, seen } = connected();
  around.made[0].onmessage({ data: "{" });
  around.made[0].onmessage({ data: '{"type":"welcome"}' });
  around.made[0].onmessage({ data: new ArrayBuffer(4) });
  assert.deepEqual(seen.messages, [{ type: "welcome" }]);
  assert.equal(seen.bytes.length, 1);
});

test("a secure page uses a secure socket", () => {
  assert.equal(socketAddress({ protocol: "https:", host: "here:1" }, "/ws"), "wss://here:1/ws");
  assert.equal(socketAddress({ protocol: "http:", host: "here:1" }, "/ws"), "ws://here:1/ws");
});

test("connecting anew is no cut, and says hello again", () => {
  const { around, connection, seen } = connected();
  const old = around.made[0];
  let closed = 0;
  old.close = () => (closed += 1);
  connection.renew();
  old.onclose();
  around.connect();
  assert.equal(closed, 1);
  assert.deepEqual(seen.cuts, []);
  assert.equal(seen.opened, 2);
  assert.equal(connection.isOpen, true);
});
