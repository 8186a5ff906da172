/** Keeps the screen on while somebody exercises. */

export class WakeLock {
  constructor() {
    /** @type {any} */
    this._lock = null;
    this._wanted = false;
    this._again = () => void (document.visibilityState === "visible" && this._take());
  }

  static get possible() {
    return "wakeLock" in navigator;
  }

  /** Keep the screen on from now on; a page that was hidden takes it again. */
  hold() {
    this._wanted = true;
    document.addEventListener("visibilitychange", this._again);
    void this._take();
  }

  release() {
    this._wanted = false;
    document.removeEventListener("visibilitychange", this._again);
    void this._lock?.release?.();
    this._lock = null;
  }

  async _take() {
    if (!this._wanted || !WakeLock.possible) return;
    try {
      this._lock = await navigator.wakeLock.request("screen");
      if (!this._wanted) this.release();
    } catch {
      this._lock = null; // a low battery refuses it; the exercise goes on
    }
  }
}
