"""A listener: what a person hears of a live session, and the rules for it.

:class:`ScriptedVoice` says utterances on a scripted clock, by the rules of the real queue and at
the rate of the real voice, and logs what was heard, to its end or broken off.  :class:`Listener`
keeps that beside what was shown and reported.  :func:`violations` holds a log against the rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from formcheck.assessment.events import RepCompleted
from formcheck.assessment.rep_counter import Phase
from formcheck.output.speech.queue import SpeechQueue, is_urgent
from formcheck.output.speech.voice import LOOK_S, WORDS_PER_MINUTE
from formcheck.session.announcer import count_words, number_word
from formcheck.session.protocol import ScreenKind
from formcheck.session.stages.pause import KEY_DETAIL
from formcheck.session.stages.summary import PRAISE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from formcheck.session.protocol import FinishedSet, SessionOutput, Utterance

BEGINS_S: Final = 0.2
"""Time from the words to the first sound of a speaking program."""

COUNT_WITHIN_S: Final = 1.5
"""A count is heard within this time, or a later one is."""

QUIET_S: Final = 8.0
"""Longest silence while nothing happens, and after the words of a limit that stands."""

EVER_QUIET_S: Final = 20.0
"""Longest silence at any time."""

CUT_S: Final = 0.1
"""Words that are broken off end within this time."""

SLACK_S: Final = 0.25
"""Two inputs and the look of the voice."""


class Heard(NamedTuple):
    """Words that were heard from and to a time; `complete` is False if they were broken off."""

    utterance: Utterance
    begin_s: float
    end_s: float
    complete: bool

    @property
    def words(self) -> str:
        """The words that were begun."""
        return self.utterance.words


class HeardVoice(Protocol):
    """A voice whose words are written down in `heard`."""

    heard: list[Heard]

    @property
    def busy(self) -> bool:
        """Return True while something is said or waits."""
        ...

    def say(self, utterance: Utterance) -> None:
        """Say an utterance."""
        ...

    def go_on(self, until_s: float) -> None:
        """Let time pass."""
        ...


class ScriptedVoice:
    """Says utterances on a scripted clock; `heard` is the log."""

    def __init__(self, *, words_per_minute: float = WORDS_PER_MINUTE) -> None:
        self.heard: list[Heard] = []
        self._word_s = 60 / words_per_minute
        self._queue = SpeechQueue()
        self._now_s = 0.0
        self._current: Utterance | None = None
        self._began_s = 0.0

    @property
    def busy(self) -> bool:
        """Return True while something is said or waits."""
        return self._current is not None or len(self._queue) > 0

    def say(self, utterance: Utterance) -> None:
        """Put an utterance into the queue, now."""
        self._queue.put(utterance, self._now_s)
        self._look()

    def go_on(self, until_s: float) -> None:
        """Let time pass."""
        while self._now_s < until_s:
            self._now_s = min(until_s, self._now_s + LOOK_S)
            self._look()

    def _look(self) -> None:
        current, now_s = self._current, self._now_s
        if current is not None:
            end_s = self._began_s + BEGINS_S + len(current.words.split()) * self._word_s
            complete = now_s >= end_s
            if not complete and not self._queue.should_interrupt(now_s):
                return
            self.heard.append(Heard(current, self._began_s, min(now_s, end_s), complete))
            self._queue.end(now_s, heard=complete)
        self._current, self._began_s = self._queue.begin(now_s), now_s


class Moment(NamedTuple):
    """One input of a session and what came of it."""

    time_s: float
    output: SessionOutput

    @property
    def kind(self) -> ScreenKind:
        """The kind of the screen."""
        return self.output.screen.kind

    @property
    def is_waiting(self) -> bool:
        """Return True if nothing happens: the session waits for the person."""
        screen, reading = self.output.screen, self.output.reading
        if screen.kind is ScreenKind.PAUSED:
            return screen.detail != KEY_DETAIL
        if screen.kind is ScreenKind.MOVING:
            return reading is None or reading.phase in {Phase.REST, Phase.UNKNOWN}
        return screen.kind in {ScreenKind.PLACING, ScreenKind.STARTING}


@dataclass
class Listener:
    """Keeps what was said, heard, shown and reported; `countdown_s` is that of the plan."""

    countdown_s: float
    voice: HeardVoice = field(default_factory=ScriptedVoice)
    moments: list[Moment] = field(default_factory=list)
    said: list[tuple[float, Utterance]] = field(default_factory=list)
    ended: list[FinishedSet] = field(default_factory=list)
    learnt: int = 0
    late_s: float = 1e-6
    """How much later than the rules say anything may be, seconds."""

    def speaking_at(self, time_s: float) -> bool:
        """Let the voice go on to a time; return True if it is busy then."""
        self.voice.go_on(time_s)
        return self.voice.busy

    def take_heard(self) -> frozenset[str]:
        """Return the words that were heard to their end since the last call."""
        heard = frozenset(one.words for one in self.voice.heard[self.learnt :] if one.complete)
        self.learnt = len(self.voice.heard)
        return heard

    def take(self, time_s: float, output: SessionOutput) -> None:
        """Take what came of one input."""
        self.moments.append(Moment(time_s, output))
        if output.ended is not None:
            self.ended.append(output.ended)
        for utterance in output.utterances:
            self.said.append((time_s, utterance))
            self.voice.say(utterance)

    def heard_between(self, begin_s: float, end_s: float) -> list[Heard]:
        """Return the words that begin within two times."""
        return [one for one in self.voice.heard if begin_s <= one.begin_s <= end_s]


def violations(log: Listener) -> list[str]:
    """Return each violation of a rule in one sentence; empty = a person hears what matters."""
    log.voice.go_on(log.moments[-1].time_s + EVER_QUIET_S)
    return [f"{rule.__name__}: {found}" for rule in RULES for found in rule(log)]


def countdown_is_complete(log: Listener) -> Iterator[str]:
    """Before each "Go" the whole countdown is heard, number by number."""
    expected = [number_word(left) for left in range(math.ceil(log.countdown_s), 0, -1)]
    for begin_s, end_s in _runs(log, lambda moment: moment.kind is ScreenKind.COUNTDOWN):
        after = log.heard_between(begin_s - SLACK_S, end_s + 2.0 + log.late_s)
        numbers = [
            one.words
            for one in after
            if one.words in expected and one.complete and one.utterance.kind == "count"
        ]
        asked = any(abs(s - end_s) <= SLACK_S and one.words == "Go." for s, one in log.said)
        if asked and numbers != expected:
            yield f"at {begin_s:.1f} s heard {numbers}"
        if asked and not any(one.words == "Go." for one in after):
            yield f"at {end_s:.1f} s no Go"


def counts_are_heard(log: Listener) -> Iterator[str]:
    """Each count is heard in time, unless a later one takes its place; urgent words go first."""
    counts = [(s, one) for s, one in log.said if one.kind == "count" and "done" in one.words]
    urgent = [(one.begin_s, one.end_s) for one in log.voice.heard if is_urgent(one.utterance)]

    def waited_s(from_s: float, until_s: float) -> float:
        """Return the seconds between, without those of urgent words."""
        taken = (min(until_s, end_s) - max(from_s, begin_s) for begin_s, end_s in urgent)
        return until_s - from_s - sum(max(0.0, one_s) for one_s in taken)

    for number, (asked_s, count) in enumerate(counts):
        begins = [
            *(
                one.begin_s
                for one in log.voice.heard
                if one.complete and one.utterance == count and one.begin_s >= asked_s
            ),
            *(later_s for later_s, _ in counts[number + 1 :]),
        ]
        most_s = COUNT_WITHIN_S + log.late_s
        if not any(waited_s(asked_s, begin_s) <= most_s for begin_s in begins):
            yield f"{count.words!r} of {asked_s:.1f} s"
    for moment in log.moments:
        reading = moment.output.judged
        if reading is None or moment.kind is not ScreenKind.MOVING:
            continue
        for event in reading.events:
            if isinstance(event, RepCompleted) and (
                moment.time_s,
                count_words(event.number),
            ) not in [(s, one.words) for s, one in counts]:
                yield f"repetition {event.number} of {moment.time_s:.1f} s is not counted aloud"


def silence_is_short(log: Listener) -> Iterator[str]:
    """No silence is too long, and those in which nothing happens are shorter."""
    first_s, last_s = log.moments[0].time_s, log.moments[-1].time_s
    sounds = [(one.begin_s, one.end_s) for one in log.voice.heard if one.begin_s <= last_s]
    edges = [(first_s, first_s), *sounds, (last_s, last_s)]
    for (_, end_s), (begin_s, _) in pairwise(edges):
        if begin_s - end_s > EVER_QUIET_S + SLACK_S + log.late_s:
            yield f"{begin_s - end_s:.1f} s from {end_s:.1f} s on"
        for since_s, until_s in _runs(log, lambda moment: moment.is_waiting):
            quiet_s = min(begin_s, until_s) - max(end_s, since_s)
            if quiet_s > QUIET_S + SLACK_S + log.late_s:
                yield f"{quiet_s:.1f} s of waiting, from {max(end_s, since_s):.1f} s on"


def limit_is_repeated(log: Listener) -> Iterator[str]:
    """A stop limit is heard at once, and again as long as it stands."""
    for begin_s, end_s in _runs(log, lambda one: one.output.screen.alarm and one.kind is _PAUSED):
        heard = [
            one for one in log.heard_between(begin_s - 1, end_s) if one.utterance.kind == "limit"
        ]
        edges = [begin_s, *(one.end_s for one in heard)]
        for quiet_from_s, then_s in zip(
            edges, [*(one.begin_s for one in heard), end_s], strict=True
        ):
            most_s = 1.0 if quiet_from_s == begin_s and heard else QUIET_S
            if then_s - quiet_from_s > most_s + SLACK_S + log.late_s:
                yield f"{then_s - quiet_from_s:.1f} s without it from {quiet_from_s:.1f} s on"


def going_on_is_heard(log: Listener) -> Iterator[str]:
    """A set that goes on after a pause says so at once."""
    for begin_s, end_s in _runs(log, lambda moment: moment.kind is ScreenKind.PAUSED):
        asked = [
            one for s, one in log.said if begin_s <= s <= end_s and one.words.startswith("Go on.")
        ]
        after = log.heard_between(begin_s, end_s + COUNT_WITHIN_S)
        if asked and not any(one.utterance == asked[-1] and one.complete for one in after):
            yield f"at {end_s:.1f} s not a word"


def nothing_is_said_late(log: Listener) -> Iterator[str]:
    """No words begin after those of a later part, and words that break off do so at once."""
    for one in log.voice.heard:
        newer = [s for s, said in log.said if _outdates(said, one.utterance)]
        if newer and one.begin_s > min(newer) + log.late_s:
            yield f"{one.words!r} at {one.begin_s:.1f} s"
        breaking = [
            s
            for s, said in log.said
            if _breaks(said, one) and not (one.utterance.outlasts and s < one.begin_s)
        ]
        if breaking and one.end_s > max(one.begin_s, min(breaking)) + CUT_S + log.late_s:
            yield f"{one.words!r} until {one.end_s:.1f} s"


def end_equals_the_report(log: Listener) -> Iterator[str]:
    """The card and the words of the end say what the reports say; praise is earned."""
    if log.moments[-1].kind is not ScreenKind.OVER:
        return
    screens = [one.output.screen for one in log.moments if one.kind is ScreenKind.OVER]
    lines = " | ".join(next((screen.lines for screen in screens if screen.lines), ()))
    lacking = _lacking(lines, [[done] for done in log.ended])
    kept = [done for done in log.ended if done.ended_by != "redone"]
    exercises = dict.fromkeys(done.report.exercise for done in kept)
    sums = [[done for done in kept if done.report.exercise == name] for name in exercises]
    # A session of several exercises has a line for each of them.
    if lacking and (len(sums) == 1 or _lacking(lines, sums)):
        yield f"{lacking[0]!r} is not in {lines!r}"
    all_good = bool(log.ended) and all(
        done.report.verdict in {"good", "counted", "inconclusive"} or done.ended_by == "redone"
        for done in log.ended
    )
    told = [screen.heading for screen in screens]
    told += [one.words for one in log.voice.heard]
    if not all_good and any(PRAISE in words for words in told):
        yield "praise without a reason"


RULES: Final[Sequence[Callable[[Listener], Iterator[str]]]] = (
    countdown_is_complete,
    counts_are_heard,
    silence_is_short,
    limit_is_repeated,
    going_on_is_heard,
    nothing_is_said_late,
    end_equals_the_report,
)

_PAUSED: Final = ScreenKind.PAUSED


def _lacking(lines: str, sums: Sequence[Sequence[FinishedSet]]) -> list[str]:
    """Return the counts, each of some sets together, that lines do not show."""
    words = []
    for sets in sums:
        counts = [done.report.counts for done in sets]
        good, total = sum(one.good for one in counts), sum(one.total for one in counts)
        if total and any(done.report.verdict != "counted" for done in sets):
            words.append(f"{good} good of {total}")
    return [each for each in words if each not in lines]


def _outdates(said: Utterance, earlier: Utterance) -> bool:
    """Return True if words drop those of an earlier part; a repetition outlasts urgent words."""
    return said.part > earlier.part and not (earlier.outlasts and is_urgent(said))


def _breaks(said: Utterance, one: Heard) -> bool:
    """Return True if an utterance breaks off words that were heard."""
    return said.breaks_off and said.part > one.utterance.part and not one.utterance.urgent


def _runs(log: Listener, fits: Callable[[Moment], bool]) -> list[tuple[float, float]]:
    """Return begin and end of each time in which all moments fit."""
    runs: list[tuple[float, float]] = []
    inside = False
    for moment in log.moments:
        if fits(moment):
            begin_s = runs.pop()[0] if inside else moment.time_s
            runs.append((begin_s, moment.time_s))
            inside = True
        else:
            inside = False
    return runs
