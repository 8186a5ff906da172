-- Instants stand twice: as ISO 8601 text in the person's own zone, which is what is read,
-- and as seconds since 1970 (UTC), by which rows are put in order.  NULL = unknown.

CREATE TABLE sets (
    set_id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL,
    exercise TEXT NOT NULL,
    title TEXT NOT NULL,
    measure TEXT NOT NULL,
    side TEXT NOT NULL,
    started TEXT NOT NULL,
    started_utc_s REAL NOT NULL,
    duration_s REAL NOT NULL,
    verdict TEXT NOT NULL,
    good INTEGER NOT NULL,
    clean INTEGER NOT NULL,
    total INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    planned_reps INTEGER NOT NULL,
    peak_deg REAL,
    range_deg REAL,
    hold_s REAL,
    planned_hold_s REAL,
    faults TEXT NOT NULL,
    limits TEXT NOT NULL,
    seen_fraction REAL,
    ended_by TEXT NOT NULL,
    judged_sha256 TEXT NOT NULL,
    model TEXT NOT NULL
);
CREATE INDEX sets_in_order ON sets (started_utc_s);
CREATE INDEX sets_of_session ON sets (session_id);

-- The whole report: its JSON, compressed by zlib.  Apart from the numbers, which are read often.
CREATE TABLE reports (
    set_id TEXT PRIMARY KEY NOT NULL REFERENCES sets (set_id) ON DELETE CASCADE,
    json_zlib BLOB NOT NULL
);

CREATE TABLE pains (
    pain_id TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL,
    asked TEXT NOT NULL,
    at TEXT NOT NULL,
    at_utc_s REAL NOT NULL,
    number INTEGER,
    sharp INTEGER NOT NULL,
    exercise TEXT NOT NULL
);
CREATE INDEX pains_in_order ON pains (at_utc_s);

CREATE TABLE activities (
    activity_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    at_utc_s REAL NOT NULL,
    minutes REAL NOT NULL,
    slot TEXT NOT NULL
);

CREATE TABLE steps (
    step_id INTEGER PRIMARY KEY,
    programme TEXT NOT NULL,
    slot TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    at_utc_s REAL NOT NULL,
    to_rung INTEGER NOT NULL,
    to_sets INTEGER NOT NULL,
    to_reps INTEGER NOT NULL,
    to_hold_s REAL,
    to_load_kg REAL NOT NULL,
    why TEXT NOT NULL
);

CREATE TABLE screenings (
    screening_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    at_utc_s REAL NOT NULL,
    flags TEXT NOT NULL
);

CREATE TABLE efforts (
    effort_id INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL,
    at TEXT NOT NULL,
    at_utc_s REAL NOT NULL,
    number INTEGER NOT NULL,
    exercise TEXT NOT NULL
);

-- One row is written and removed before a session: it shows that there is room.
CREATE TABLE room (filler BLOB NOT NULL);
