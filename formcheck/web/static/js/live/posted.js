/**
 * A connection of requests, where the browser opens no WebSocket: Safari refuses one to a certificate that
 * the computer has signed itself, also after the person has accepted it.
 */

/** Time between two questions while nothing is sent, milliseconds (engineering default). */
export const ASK_MS = 1000;

/** So long an answer may take, milliseconds (engineering default). */
export const ANSWER_MS = 8000;

/**
 * @typedef {object} PostedEvents
 * @property {() => void} onOpen
 * @property {(message: any) => void} onMessage
 * @property {() => void} onCut
 * @property {() => void} onUnknown this phone is not paired, or another one is
 */

/**
 * @typedef {object} PostedSurroundings what a test puts in place of the browser
 * @property {(address: string, request: RequestInit) => Promise<Response>} fetch
 * @property {(call: () => void, ms: number) => any} later
 * @property {(timer: any) => void} cancel
 */

/** @type {PostedSurroundings} */
const BROWSER = {
  fetch: (address, request) => fetch(address, request),
  later: (call, ms) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer),
};

export class PostedConnection {
  /**
   * @param {string} path
   * @param {PostedEvents} events
   * @param {PostedSurroundings} [surroundings]
   */
  constructor(path, events, surroundings = BROWSER) {
    const name = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
    this._address = `${path}?page=${name}`;
    this._events = events;
    this._around = surroundings;
    /** @type {any} */
    this._timer = null;
    this._closed = false;
    this.isOpen = false;
    /** Bytes that are under way. */
    this.waiting = 0;
    void this._ask();
  }

  /** @param {object} message */
  send(message) {
    if (this.isOpen) void this._post(JSON.stringify(message), "application/json");
  }

  /** @param {ArrayBuffer} bytes */
  sendBytes(bytes) {
    if (this.isOpen) void this._post(bytes, "application/octet-stream");
  }

  close() {
    this._closed = true;
    this.isOpen = false;
    this._around.cancel(this._timer);
  }

  async _ask() {
    await this._post("", "application/json");
    if (!this._closed) this._timer = this._around.later(() => void this._ask(), ASK_MS);
  }

  /**
   * @param {string | ArrayBuffer} body
   * @param {string} kind
   */
  async _post(body, kind) {
    const size = typeof body === "string" ? body.length : body.byteLength;
    const stop = new AbortController();
    const timer = this._around.later(() => stop.abort(), ANSWER_MS);
    this.waiting += size;
    try {
      const answer = await this._around.fetch(this._address, {
        method: "POST", body, headers: { "Content-Type": kind }, credentials: "same-origin", cache: "no-store",
        signal: stop.signal,
      });
      if (this._closed) return;
      if (answer.ok) this._answered(await answer.json());
      else if (answer.status === 401 || answer.status === 403 || answer.status === 429) this._unknown();
      else this._cut();
    } catch {
      this._cut();
    } finally {
      this._around.cancel(timer);
      this.waiting -= size;
    }
  }

  /** @param {any[]} messages */
  _answered(messages) {
    if (this._closed) return;
    if (!this.isOpen) {
      this.isOpen = true;
      this._events.onOpen();
    }
    for (const message of messages) if (!this._closed) this._events.onMessage(message);
  }

  _unknown() {
    this.close();
    this._events.onUnknown();
  }

  _cut() {
    if (this._closed) return;
    this.isOpen = false;
    this._events.onCut();
  }
}
