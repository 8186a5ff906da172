/**
 * What the server and the page say to each other, as types for the checker.
 *
 * `formcheck/web/messages.py` is the truth; `tests/test_pages.py` compares the two.  Nothing is exported at run time.
 *
 * @module
 */

// --- /ws/live: from the server ------------------------------------------------------------------

/**
 * @typedef {object} WelcomeMessage
 * @property {"welcome"} type
 * @property {string} session to be sent with "hello" after a reload or a cut
 * @property {boolean} resumed
 * @property {boolean} muted
 */

/**
 * The session was accepted, and pictures are wanted.
 *
 * @typedef {object} GettingReadyMessage
 * @property {"getting_ready"} type
 * @property {string} exercise
 * @property {string} title
 * @property {string[]} steps
 */

/**
 * One check of the camera's place.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {string} title one or two words
 * @property {boolean | null} passed null = unknown
 * @property {string} say what to change, or empty
 */

/**
 * @typedef {object} PainScale
 * @property {number | null} number the number that is lit
 * @property {boolean} chosen
 * @property {number} chosen_fraction 0 to 1: how long an arm was up
 */

/**
 * What the newest picture was judged to be; places on the gauge are shares of its height from below.
 *
 * @typedef {object} ReadingShown
 * @property {number} good
 * @property {number} total complete repetitions, good or not
 * @property {number} hold_s
 * @property {number} hold_wanted_s 0 = the exercise has no hold
 * @property {number | null} angle_deg
 * @property {string} angle_text "12°" or "8 %"; empty = unknown
 * @property {[number, number]} target
 * @property {number | null} gauge
 * @property {[number, number]} target_gauge
 * @property {number | null} limit_gauge from here on it is too far
 * @property {"rest" | "move" | "hold" | "return" | "unknown"} phase
 * @property {string} phase_text
 * @property {boolean} judged false where repetitions are only counted
 * @property {string} cue the one thing to change now; empty = nothing
 * @property {boolean} cue_urgent
 * @property {string} limit
 * @property {string} paused why nothing is judged now
 * @property {"left" | "right" | null} side
 */

/** @typedef {"pain" | "placing" | "starting" | "countdown" | "moving" | "paused" | "resting" | "over"} ScreenKind */

/**
 * Everything that is shown now.
 *
 * @typedef {object} ScreenMessage
 * @property {"screen"} type
 * @property {string} exercise
 * @property {string} title
 * @property {"one" | "both" | "alternating"} sides
 * @property {ScreenKind} kind
 * @property {string} heading
 * @property {string} detail
 * @property {boolean} alarm
 * @property {"left" | "right" | null} side
 * @property {number} set_number
 * @property {number} set_count
 * @property {number} planned_reps
 * @property {Check[]} checks
 * @property {number | null} remaining_s
 * @property {number | null} total_s
 * @property {PainScale | null} pain
 * @property {string[]} lines
 * @property {boolean} muted
 * @property {ReadingShown | null} reading
 * @property {[number, number, number][] | null} landmarks x, y (shares of the picture, not mirrored), visibility
 * @property {string[]} working joints of the leg that works ("left_hip"); empty = unknown
 * @property {number | null} picture number of the picture this is about; older ones are taken
 * @property {number | null} captured_ms its capture time
 */

/** @typedef {"guide" | "count" | "hold" | "cue" | "praise" | "limit"} UtteranceKind */

/**
 * @typedef {object} SayMessage
 * @property {"say"} type
 * @property {number} id
 * @property {string} words
 * @property {UtteranceKind} kind
 * @property {boolean} urgent
 */

/** @typedef {{ type: "stop_saying", id: number }} StopSayingMessage */

/**
 * @typedef {object} ToneMessage
 * @property {"tone"} type
 * @property {UtteranceKind} kind
 * @property {{ hertz: number, duration_s: number }[]} notes
 * @property {number} loudness
 * @property {number} swell_s
 */

/**
 * A finished set, which is kept.
 *
 * @typedef {object} SetMessage
 * @property {"set"} type
 * @property {number} number
 * @property {string} side
 * @property {string} exercise
 * @property {string} title
 * @property {string} verdict
 * @property {string} heading
 * @property {number} good
 * @property {number} total
 * @property {string} report path of its report; empty if the disk refused it
 */

/**
 * @typedef {object} OverMessage
 * @property {"over"} type
 * @property {string} heading
 * @property {string[]} lines
 * @property {string[]} advice
 * @property {string[]} notes what went wrong
 * @property {SetMessage[]} sets
 * @property {string} report empty = no set was done
 */

/**
 * @typedef {object} ProblemMessage
 * @property {"problem"} type
 * @property {string} sentence
 * @property {boolean} can_go_on false: the server closes the connection
 */

/**
 * @typedef {object} PhoneMessage
 * @property {"phone"} type
 * @property {"none" | "paired" | "filming" | "lost"} state
 */

/** @typedef {WelcomeMessage | GettingReadyMessage | ScreenMessage | SayMessage | StopSayingMessage | ToneMessage | SetMessage | OverMessage | ProblemMessage | PhoneMessage} ServerMessage */

// --- /ws/live: from the page --------------------------------------------------------------------

/**
 * null = as the exercise, or the patient's file, prescribes.
 *
 * @typedef {object} PlanWanted
 * @property {string} exercise
 * @property {"auto" | "left" | "right" | "both"} [side]
 * @property {number | null} [sets]
 * @property {number | null} [reps]
 * @property {number | null} [rest_s]
 * @property {number} [countdown_s]
 * @property {boolean} [pain]
 * @property {boolean} [placing]
 * @property {boolean} [mute]
 * @property {string | null} [patient]
 */

/** @typedef {"pause" | "next_side" | "redo" | "skip" | "pain" | "finish" | "mute"} CommandName */
/** @typedef {"ready" | "lost" | "refused" | "none" | "in_use"} CameraState */

/**
 * @typedef {{ type: "hello", session: string | null, voice: boolean }
 *   | { type: "start", plan?: PlanWanted, today?: boolean, camera: "page" | "phone" }
 *   | { type: "command", name: CommandName }
 *   | { type: "digit", value: string }
 *   | { type: "said", id: number, heard: boolean }
 *   | { type: "camera", state: CameraState, size?: [number, number] }} ClientMessage
 */

// --- /ws/camera: a phone that films -------------------------------------------------------------

/** @typedef {{ type: "film", wanted: boolean, words: string }} FilmMessage */
/** @typedef {{ type: "taken", picture: number }} TakenMessage */
/** @typedef {FilmMessage | TakenMessage | ProblemMessage} PhoneServerMessage */

// --- JSON API -----------------------------------------------------------------------------------
// A refusal has a status and { sentence }.

/**
 * GET /api/exercises → { exercises: ExerciseRow[] }
 *
 * @typedef {object} ExerciseRow
 * @property {string} name
 * @property {string} title
 * @property {string} purpose
 * @property {string} position "supine", "standing" …
 * @property {string} position_words "lying on the back"
 * @property {"one" | "both" | "alternating"} sides
 * @property {string} kind "reps", "hold" …
 * @property {string} drawing address of its drawing (SVG); empty = it has none
 * @property {{ sets: number, reps: number, rest_s: number }} dose
 * @property {string} [why_not] why it is not for the patient of this computer; else empty
 */

/**
 * GET /api/exercises/NAME
 *
 * @typedef {ExerciseRow & {
 *   steps: string[], place: string, cannot_see: string[], dose_words: string, drawing_words: string
 * }} ExerciseDetail
 */

/**
 * One row of today's list.
 *
 * @typedef {object} DueRow
 * @property {string} slot
 * @property {string} exercise empty = no camera counts it: a walk, for example
 * @property {string} title
 * @property {string} amount "2 sets of 8, each leg"
 * @property {number} minutes
 * @property {string} how how to do it, where there is no exercise
 * @property {boolean} done
 * @property {string} why empty, or why it is not for today
 */

/**
 * GET /api/today; each POST /api/today/… answers the same.
 * POST /api/today/pain { number } · /red_flags { flags: string[] } · /walk { minutes } · /done { slot } · /offer { slot, accept }
 *
 * @typedef {object} Today
 * @property {string} date "Saturday, 28 November"
 * @property {{ name: string, title: string, week: string } | null} programme
 * @property {{ asks: boolean, question: string, number: number | null, advice: string }} pain
 * @property {{ asks: boolean, questions: { name: string, question: string }[], advice: string, stops: boolean }} red_flags
 * @property {DueRow[]} due
 * @property {{ done: number, of: number, walk: number }} minutes
 * @property {{ slot: string, sentence: string, yes: string, no: string }[]} offers
 * @property {string[]} notes
 * @property {boolean} may_start
 * @property {string} why_not
 */

/**
 * GET /api/progress?exercise=NAME
 *
 * @typedef {object} Progress
 * @property {{ name: string, title: string }[]} exercises those with sets
 * @property {string} exercise the one that is shown; empty = none has sets
 * @property {string} summary
 * @property {string[]} lines
 * @property {string[]} drawings addresses of the curves (SVG), one for each leg
 * @property {{ columns: string[], rows: string[][] }} table what the curve shows
 */

/**
 * GET /api/sets → { sets: SetRow[] }, the newest first
 *
 * @typedef {object} SetRow
 * @property {string} id
 * @property {string} day ISO: "2026-11-28"
 * @property {string} title
 * @property {string} side
 * @property {number} good
 * @property {number} total
 * @property {string} verdict
 * @property {string} heading
 * @property {string} report address
 */

/**
 * POST /api/recordings?name=FILE&exercise=NAME|&side=auto|left|right (body: the file) → Job;
 * GET and DELETE /api/recordings/JOB → Job
 *
 * @typedef {object} Job
 * @property {string} job
 * @property {"waiting" | "running" | "done" | "failed" | "stopped"} state
 * @property {number} done 0 to 1
 * @property {number | null} seconds_left
 * @property {string | null} report address
 * @property {string} sentence why it failed, or the result
 */

/**
 * GET /api/settings; PUT /api/settings with the keys that change (numbers, patient, programme)
 *
 * @typedef {object} Settings
 * @property {"en" | "de" | "fr"} numbers whose numbers: 1.5 or 1,5
 * @property {string} [programme] name; empty = none
 * @property {{ name: string, title: string, about: string }[]} [programmes]
 * @property {string} [patient] name of the file that applies on this computer; empty = none
 * @property {Record<string, string>} places where data lies: data, diary, sessions, videos, patients
 * @property {string} version
 * @property {number} upload_limit_bytes
 * @property {boolean} shared whether it was started with --share
 */

/**
 * What is changed in one exercise; null = as usual.
 *
 * @typedef {object} PatientExercise
 * @property {string} exercise
 * @property {boolean} allowed
 * @property {boolean} unlocked
 * @property {string} side "", "left", "right", "auto"
 * @property {number | null} sets
 * @property {number | null} reps
 * @property {number | null} hold_s
 * @property {number | null} rest_s
 * @property {[number, number] | null} target_deg
 * @property {string} why
 */

/**
 * What a form shows of a patient's file; the rest of the file stays as it is.
 *
 * @typedef {object} PatientForm
 * @property {string} name
 * @property {"left" | "right" | "auto"} side
 * @property {string[]} precautions
 * @property {PatientExercise[]} exercises
 */

/**
 * GET /api/patients
 *
 * @typedef {object} Patients
 * @property {{ name: string, title: string, summary?: string }[]} patients summary: address of what was done, where there is one
 * @property {{ name: string, title: string, avoid: string[] }[]} precautions
 * @property {{ name: string, title: string }[]} exercises
 */

/**
 * GET /api/patients/NAME → PatientChecked;
 * POST /api/patients/check { toml } or { toml, form } (the form goes into the file) → PatientChecked;
 * PUT and DELETE /api/patients/NAME { toml }
 *
 * @typedef {object} PatientChecked
 * @property {{ line: number | null, key: string, sentence: string }[]} mistakes
 * @property {string} toml the file as it would be kept
 * @property {PatientForm | null} form null while it cannot be read
 * @property {string[]} preview what the file means, in sentences
 */

/**
 * GET /api/share, only with --share
 *
 * @typedef {object} Share
 * @property {string} address
 * @property {string} code
 * @property {string} qr address of the QR code (SVG)
 * @property {number} expires_s
 * @property {boolean} paired
 */

export {};
