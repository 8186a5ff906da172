/** A WebSocket that comes back by itself; what was said stays with the server's session. */

/** First and longest time between two attempts, milliseconds (engineering default). */
export const FIRST_WAIT_MS = 250;
export const LONGEST_WAIT_MS = 4000;

/** So long the server keeps a session without its page, milliseconds. */
export const KEPT_MS = 60_000;

/**
 * Return how long to wait before an attempt.
 *
 * @param {number} attempt 0 = the first one after a cut
 */
export function waitBefore(attempt) {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
}

/**
 * Return the address of a socket beside a page.
 *
 * @param {{ protocol: string, host: string }} location
 * @param {string} path
 */
export function socketAddress(location, path) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}

/**
 * @typedef {object} ConnectionEvents
 * @property {(send: (message: object) => void) => void} onOpen the first message is sent here
 * @property {(message: any) => void} onMessage
 * @property {(bytes: ArrayBuffer) => void} [onBytes]
 * @property {(seconds: number) => void} onCut whole seconds since it was cut; called again and again
 * @property {() => void} onGone the server has forgotten the session by now
 */

/**
 * @typedef {object} Surroundings what a test puts in place of the browser
 * @property {(address: string) => WebSocket} open
 * @property {() => number} now milliseconds
 * @property {(call: () => void, ms: number) => any} later
 * @property {(timer: any) => void} cancel
 */

/** @type {Surroundings} */
const BROWSER = {
  open: (address) => new WebSocket(address),
  now: () => performance.now(),
  later: (call, ms) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer),
};

export class Connection {
  /**
   * @param {string} address
   * @param {ConnectionEvents} events
   * @param {Surroundings} [surroundings]
   */
  constructor(address, events, surroundings = BROWSER) {
    this._address = address;
    this._events = events;
    this._around = surroundings;
    /** @type {WebSocket | null} */
    this._socket = null;
    this._attempt = 0;
    /** @type {number | null} */
    this._cutAt = null;
    /** @type {any} */
    this._timer = null;
    this._closed = false;
    this._saidGone = false;
    this._connect();
  }

  get isOpen() {
    return this._socket?.readyState === 1;
  }

  /** Bytes that the browser has not sent yet. */
  get waiting() {
    return this._socket?.bufferedAmount ?? 0;
  }

  /** @param {object} message */
  send(message) {
    if (this.isOpen) this._socket?.send(JSON.stringify(message));
  }

  /** @param {ArrayBuffer} bytes */
  sendBytes(bytes) {
    if (this.isOpen) this._socket?.send(bytes);
  }

  /** Close it for good. */
  close() {
    this._closed = true;
    this._around.cancel(this._timer);
    this._socket?.close();
  }

  /** Connect anew at once, because what the first message says has changed. */
  renew() {
    if (this._closed) return;
    this._around.cancel(this._timer);
    const old = this._socket;
    this._socket = null; // so that its end is no cut
    old?.close();
    this._attempt = 0;
    this._connect();
  }

  _connect() {
    if (this._closed) return;
    const socket = this._around.open(this._address);
    this._socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this._attempt = 0;
      this._cutAt = null;
      this._saidGone = false;
      this._events.onOpen((message) => this.send(message));
    };
    socket.onmessage = (event) => this._read(event.data);
    socket.onclose = () => this._cut(socket);
  }

  /** @param {unknown} data */
  _read(data) {
    if (data instanceof ArrayBuffer) this._events.onBytes?.(data);
    if (typeof data !== "string") return;
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    this._events.onMessage(message);
  }

  /** @param {WebSocket} socket */
  _cut(socket) {
    if (this._closed || socket !== this._socket) return;
    this._socket = null;
    const now = this._around.now();
    this._cutAt ??= now;
    const cutFor = now - this._cutAt;
    this._events.onCut(Math.round(cutFor / 1000));
    if (cutFor > KEPT_MS && !this._saidGone) {
      this._saidGone = true;
      this._events.onGone();
    }
    this._timer = this._around.later(() => this._connect(), waitBefore(this._attempt));
    this._attempt += 1;
  }
}
