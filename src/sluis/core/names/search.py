"""The search, compiled: which listed names can reach a floor, and what they score.

The names of a query's words are noted (:mod:`sluis.core.names.noting`), each is
bounded by what its words could add (:mod:`sluis.core.names.bounds`), and those that
can reach the floor are scored. So none that reaches it is missed.

Everything is integers until the last division, so no result depends on an order.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0912, PLR0913, PLR0915, PLR0917

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.align import (
    NEXT_TO_NOTHING,
    add_initials,
    add_pair,
    allowed_likeness,
    choose,
    pair_weight,
    ratio_of,
    score_of,
)
from sluis.core.names.bounds import HEAVIEST, asked_bonus, listed_bonus, skip, slack_of
from sluis.core.names.compiled import bare, inlined
from sluis.core.names.index import NameIndex, Numbers
from sluis.core.names.initials import initials_key
from sluis.core.names.noting import (
    AS_INITIALS,
    END,
    FIRST,
    HEAD,
    INITIALS_IN,
    MET,
    OTHER,
    REACH,
    SORT,
    TOTAL,
    fill_rows,
    initials_gain,
    may_be_initials,
    note_initials,
    note_joined,
    note_listed,
    note_spans,
    note_word,
    room_for_search,
    weigh_words,
)
from sluis.core.names.rules import Rule, Rules
from sluis.core.names.vocabulary import Words

_INITIAL_KIND = 4
_INEXACT, _CUT_LETTERS = int(Rule.INEXACT), int(Rule.CUT_LETTERS)
_ASKED, _LISTED = int(Rule.ASKED_PERSON), int(Rule.LISTED_PERSON)
_NEVER = np.int64(1 << 40)


@inlined
def _keep_best(kept: Any, limit: Any, names: Any, slacks: Any) -> Any:
    """Put those that can reach most first; give how many are kept.

    Equal reach goes to the earlier name, so that no order of words matters.
    """
    if limit <= 0 or kept <= limit:
        return kept
    for z in range(1, kept):
        name, slack = names[z], slacks[z]
        place = min(z, limit)
        while place > 0 and (
            slacks[place - 1] < slack
            or (slacks[place - 1] == slack and names[place - 1] > name)
        ):
            if place < limit:
                names[place], slacks[place] = names[place - 1], slacks[place - 1]
            place -= 1
        if place < limit:
            names[place], slacks[place] = name, slack
    return limit


@inlined
def _score(
    rules: Any,
    asked: Any,
    a: Any,
    weights_a: Any,
    letters: Any,
    listed: Any,
    b: Any,
    weights_b: Any,
    person: Any,
    base: Any,
    table: Any,
    linked: Any,
    link: Any,
    pairs: Any,
    chosen: Any,
) -> Any:
    """Score one name of those that may reach the floor."""
    slots, codes = table[0], table[1]
    n = len(asked)
    count = 0
    for j in range(len(listed)):
        v = listed[j]
        slot = np.int64(slots[v]) - base
        if slot < 0:
            continue
        for i in range(n):
            code = np.int64(codes[slot, i])
            if code > 0:
                like = allowed_likeness(rules, code, person, i == n - 1, letters)
                weight = pair_weight(rules, weights_a[asked[i]], weights_b[v], code)
                count = add_pair(pairs, count, 1 << i, 1 << j, like, code & 15, weight)
    while link >= 0:
        row = linked[link]
        count = add_pair(pairs, count, row[1], row[2], row[3], row[4], row[5])
        link = row[0]
    count = add_initials(rules, pairs, count, asked, a, listed, b, letters)
    picked = choose(pairs, count, chosen)
    return score_of(
        rules, pairs, chosen, picked, asked, weights_a, a[3], listed, weights_b, b[3],
        letters, person,
    )  # fmt: skip


@inlined
def _can_reach(
    rules: Any, row: Any, fact: Any, total: Any, ratio: Any, most: Any, must: Any
) -> Any:
    """Whether what its words could add brings a name to the floor, roughly told.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        row: What is known of the name.
        fact: The facts of the name.
        total: What the words of the query weigh.
        ratio: The floor as a ratio, in thousandths.
        most: What may come on top: for persons, for others, and the same by initials
            that the listed name has.
        must: The words all of which a name must meet to be one that the query is the
            beginning of, of those that were noted; below 0 where it is not.
    """
    if row[HEAD] >= 0 or row[MET] & AS_INITIALS:
        return True
    f = 1 if row[MET] & OTHER else 0
    listed = np.int64(fact[TOTAL])
    needed = (ratio * (rules[_ASKED + f] * total + rules[_LISTED + f] * listed)) // 1000
    if listed != total:
        needed += (ratio * rules[_INEXACT]) // 1000
    reach = row[REACH] + most[f]
    met = must >= 0 and must & ~row[MET] == 0
    if fact[SORT] & INITIALS_IN:
        reach += most[2 + f]
        met = must >= 0
    return met or reach >= needed


@inlined
def _ratio(floor: Any) -> Any:
    return np.int64(np.floor(ratio_of(floor) * 1000))


@bare
def _search(
    rules: Any,
    a: Any,
    weights_a: Any,
    b: Any,
    weights_b: Any,
    near: Any,
    by_sound: Any,
    names: Any,
    spans: Any,
    queries: Any,
    start: Any,
    end: Any,
    floor: float,
    limit: Any,
    room: Any,
    out: Any,
) -> Any:
    """Do what :func:`search` says until there is no more room.

    Returns:
        One after the last query that was done; how many were found, and names scored.
    """
    (
        facts,
        name_words,
        name_heads,
        posts,
        posted,
        initial_posts,
        initial_posted,
        run_posts,
        run_posted,
    ) = names
    span_ranges, bests, word_names = near[2], near[4], near[5]
    query_starts, query_words, query_families, query_letters = queries
    (
        (state, noted, slacks),
        table,
        (linked, pairs, chosen),
        letters_room,
        (best, names_of, skipped, best_i, best_j, most),
    ) = room
    slots, codes = table[0], table[1]
    out_q, out_n, out_s = out
    n_out = 0
    n_scored = 0
    base = np.int64(0)
    for v in range(slots.shape[0]):
        slots[v] = -1
    ratio = _ratio(floor)
    inexact = (ratio * rules[_INEXACT]) // 1000
    for q in range(start, end):
        asked = query_words[query_starts[q] : query_starts[q + 1]]
        n = len(asked)
        family = query_families[q]
        letters = np.int64(query_letters[q])
        total = np.int64(0)
        cut = letters >= rules[_CUT_LETTERS]
        last = 2 if cut else 1
        initials = False
        for i in range(n):
            u = asked[i]
            mine = np.int64(weights_a[u])
            repeated = False
            for k in range(i):
                repeated = repeated or asked[k] == u
            if not repeated:
                total += mine
            names_of[i] = word_names[u]
            for f in range(4):
                best[i, f] = bests[u, last if i == n - 1 else 0, f]
            kind = a[3][u]
            length = np.int64(a[1][u])
            if kind == _INITIAL_KIND or (cut and 0 < i == n - 1 and length <= 2):
                initials = True
            if may_be_initials(kind, length):
                key = initials_key(a[0][u], length)
                names_of[i] += run_posts[key + 1] - run_posts[key]
                best[i, 0] += initials_gain(rules, mine, ratio, 0)
                best[i, 1] += initials_gain(rules, mine, ratio, 1)
        most_0 = ratio * rules[_ASKED] * total // 1000 + inexact
        most_0 -= asked_bonus(rules, asked, a, weights_a, letters, ratio, 0, 0)
        most_1 = ratio * rules[_ASKED + 1] * total // 1000 + inexact
        most_1 -= asked_bonus(rules, asked, a, weights_a, letters, ratio, 1, 0)
        if family == 1:
            most_1 = _NEVER
        elif not family & 1:
            most_0 = _NEVER
        skip(n, names_of, best, most_0, most_1, skipped)
        must = np.int64(0)
        for f in range(2):
            most[f] = asked_bonus(
                rules, asked, a, weights_a, letters, ratio, f, HEAVIEST
            )
            most[2 + f] = listed_bonus(rules, asked, a, weights_a, ratio, f)
        n_noted = 0
        n_linked = 0
        for i in range(n):
            u = asked[i]
            mine = np.int64(weights_a[u])
            kind = a[3][u]
            length = np.int64(a[1][u])
            if skipped[i]:
                most[0] += best[i, 2]
                most[1] += best[i, 3]
                n_noted = note_listed(
                    u, q, family, near, initial_posts, initial_posted, facts, state,
                    noted, n_noted,
                )  # fmt: skip
            else:
                if mine > NEXT_TO_NOTHING and not (
                    kind == _INITIAL_KIND or (0 < i == n - 1 and length <= 2)
                ):
                    must |= 1 << i
                n_noted = note_word(
                    i, u, q, family, last if i == n - 1 else 0, near, posts, posted,
                    facts, state, noted, n_noted,
                )  # fmt: skip
                if may_be_initials(kind, length):
                    n_noted = note_initials(
                        a[0][u], length, q, family, run_posts, run_posted, facts,
                        state, noted, n_noted,
                    )  # fmt: skip
            n_noted, n_linked = note_spans(
                rules, i, u, mine, a[6][u, 0], q, family, spans, span_ranges, facts,
                state, noted, n_noted, linked, n_linked,
            )  # fmt: skip
            n_noted, n_linked = note_joined(
                rules, i, asked, a, weights_a, b, weights_b, by_sound, letters_room, q,
                family, posts, posted, name_words, facts, state, noted, n_noted,
                linked, n_linked,
            )  # fmt: skip
        if n_linked > linked.shape[0]:
            return q, n_out, n_scored
        if not cut:
            must = np.int64(-1)
        kept = 0
        for z in range(n_noted):
            p = noted[z]
            row = state[p]
            fact = facts[p]
            if _can_reach(rules, row, fact, total, ratio, most, must):
                noted[kept] = p
                kept += 1
        if kept == 0:
            continue
        n_noted = kept
        kept = 0
        rows = np.int64(0)
        for i in range(n):
            rows = fill_rows(
                i, asked[i], last if i == n - 1 else 0, near, base, rows, n, table
            )
        if rows > codes.shape[0]:
            return q, n_out, n_scored
        for z in range(n_noted):
            p = noted[z]
            row = state[p]
            fact = facts[p]
            some = initials or fact[SORT] & INITIALS_IN or row[MET] & AS_INITIALS
            slack = slack_of(
                rules, base, asked, a, weights_a, total, letters, some,
                name_heads[fact[FIRST] : fact[END]],
                name_words[fact[FIRST] : fact[END]],
                b, weights_b, np.int64(fact[TOTAL]), 1 if row[MET] & OTHER else 0,
                ratio, table, linked, row[HEAD], best_i, best_j,
            )  # fmt: skip
            if slack >= 0:
                noted[kept] = p
                slacks[kept] = slack
                kept += 1
        kept = _keep_best(kept, limit, noted, slacks)
        if n_out + kept > out_q.shape[0]:
            return q, n_out, n_scored
        n_scored += kept
        for z in range(kept):
            p = noted[z]
            fact = facts[p]
            score = _score(
                rules, asked, a, weights_a, letters,
                name_words[fact[FIRST] : fact[END]], b, weights_b,
                not state[p, MET] & OTHER, base, table, linked, state[p, HEAD], pairs,
                chosen,
            )  # fmt: skip
            if score >= floor and score > 0:
                out_q[n_out] = q
                out_n[n_out] = p
                out_s[n_out] = score
                n_out += 1
        base += rows
    return end, n_out, n_scored


def weighed(
    rules: Rules,
    asked: Words,
    near: tuple[Any, Any, Any],
    floor: float,
) -> tuple[Any, ...]:
    """Add to near words what each could add to a name, for :func:`search`."""
    size = len(asked.lengths)
    gains = np.empty((len(near[1]), 3, 2), np.int32)
    bests = np.empty((size, 3, 4), np.int32)
    names = np.empty(size, np.int64)
    weigh_words(rules, _ratio(floor), asked.weights, near, gains, bests, names, 0, size)
    return (*near, gains, bests, names)


def search(
    rules: Rules,
    asked: Words,
    listed: NameIndex,
    near: tuple[Any, ...],
    queries: tuple[Any, Any, Any, Any],
    start: int,
    end: int,
    floor: float,
    limit: int,
) -> tuple[Numbers, Numbers, NDArray[np.float64], int]:
    """Score every listed name that can reach a floor, for each name of queries.

    Args:
        rules: See :mod:`sluis.core.names.rules`.
        asked: The words of the queries.
        listed: The listed names.
        near: What :func:`~sluis.core.names.near.neighbours` gave for all words, and
            what :func:`weighed` adds to it.
        queries: Where the words of each name begin, then where the last end; numbers
            of words; families each is compared in, as bits; letters as written.
        start: First name of queries.
        end: One after the last.
        floor: Scores below are left out.
        limit: Names scored for each name of queries at most, those that can reach
            most; 0 for no limit.

    Returns:
        Name of queries, listed name, score; and how many names were scored.
    """
    sizes = len(listed.arrays.owner), len(listed.words.lengths)
    parts: list[tuple[Any, Any, Any]] = []
    done, scored, more = start, 0, 1
    room = room_for_search(*sizes, more)
    while done < end:
        out = (
            np.empty(1024 * more, np.int32),
            np.empty(1024 * more, np.int32),
            np.empty(1024 * more, np.float64),
        )
        next_, n, some = _search(
            rules,
            asked.compared(),
            asked.weights,
            listed.words.compared(),
            listed.words.weights,
            near,
            listed.by_sound(),
            listed.name_arrays(),
            listed.span_arrays(),
            queries,
            done,
            end,
            floor,
            limit,
            room,
            out,
        )
        parts.append((out[0][:n], out[1][:n], out[2][:n]))
        done, scored = next_, scored + some
        if done < end:
            more *= 4
            room = room_for_search(*sizes, more)
    if not parts:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), 0
    queries_, names, scores = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return queries_, names, scores, scored
