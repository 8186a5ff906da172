/** The camera of this device. */

/** @typedef {import("../types.js").CameraState} CameraState */

/** What to do about each state of a camera. */
export const CAMERA_WORDS = Object.freeze({
  refused:
    "The browser does not let formcheck use the camera. Click the camera, the lock or “aA” beside the " +
    "address (in Safari on a Mac: the menu “Safari”, “Settings for this Website”), choose “Allow”, then " +
    "press “Try again”.",
  none: "This device has no camera. Plug one in and press “Try again”, or check a recording instead.",
  in_use:
    "Another program uses the camera. Close that program (a video call, for example), then press " +
    "“Try again”.",
  lost: "The camera sends no more pictures. Plug it in again, then press “Try again”.",
  insecure:
    "The browser gives the camera to secure pages only. Open formcheck on this computer itself, or " +
    "start it with “formcheck web --share” and use the address that it shows.",
  old: "This browser cannot use a camera. Please use a current Chrome, Edge, Firefox or Safari.",
});

/**
 * Return the state that a failure of `getUserMedia` means.
 *
 * @param {unknown} error
 * @returns {CameraState}
 */
export function stateOf(error) {
  const name = error && typeof error === "object" && "name" in error ? String(error.name) : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError" || name === "DevicesNotFoundError") {
    return "none";
  }
  return "in_use"; // NotReadableError, AbortError, TrackStartError
}

/** A camera that could not be opened; `message` says what to do. */
export class CameraError extends Error {
  /** @param {keyof typeof CAMERA_WORDS} reason */
  constructor(reason) {
    super(CAMERA_WORDS[reason]);
    /** @type {CameraState} */
    this.state = reason === "insecure" || reason === "old" ? "none" : reason;
  }
}

/**
 * Return what is asked of the browser.
 *
 * @param {{ camera?: string, facing?: "user" | "environment" }} wish
 * @returns {MediaStreamConstraints}
 */
export function constraints({ camera = "", facing }) {
  /** @type {MediaTrackConstraints} */
  const video = {
    width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 },
  };
  if (camera) video.deviceId = { ideal: camera };
  if (facing) video.facingMode = { ideal: facing };
  return { video, audio: false };
}

/**
 * Open a camera.
 *
 * @param {{ camera?: string, facing?: "user" | "environment" }} wish
 * @param {Navigator} [browser]
 * @returns {Promise<MediaStream>}
 */
export async function openCamera(wish, browser = navigator) {
  if (!browser.mediaDevices?.getUserMedia) {
    throw new CameraError(globalThis.isSecureContext === false ? "insecure" : "old");
  }
  try {
    return await browser.mediaDevices.getUserMedia(constraints(wish));
  } catch (error) {
    throw new CameraError(/** @type {"refused"} */ (stateOf(error)));
  }
}

/**
 * Call back when a camera is gone.
 *
 * @param {MediaStream} stream
 * @param {() => void} onLost
 */
export function watchCamera(stream, onLost) {
  for (const track of stream.getVideoTracks()) track.addEventListener("ended", onLost);
}

/**
 * Play the picture of a camera, also when the page comes back: a phone stops it behind another app.
 *
 * @param {HTMLVideoElement} video
 * @returns {() => void} ends it
 */
export function keepPlaying(video) {
  const play = () => {
    if (document.visibilityState === "visible" && video.srcObject && video.paused) void video.play().catch(() => {});
  };
  document.addEventListener("visibilitychange", play);
  return () => document.removeEventListener("visibilitychange", play);
}

/** @param {MediaStream | null} stream */
export function closeCamera(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

/**
 * Return the cameras of this device; they have names only after one was allowed.
 *
 * @param {Navigator} [browser]
 */
export async function cameras(browser = navigator) {
  const devices = (await browser.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices
    .filter((device) => device.kind === "videoinput")
    .map((device, row) => ({ id: device.deviceId, name: device.label || `Camera ${row + 1}` }));
}
