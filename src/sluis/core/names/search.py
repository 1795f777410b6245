"""The search, compiled: which listed names can reach a floor, and what they score.

For a floor ``t`` of ``M / D``, ``M - t D >= 0`` is a sum over pairs of words, so what
each pair could add at most bounds it: a name that cannot reach the floor is left out
unscored, and none that reaches it is missed. First the names of the query's words are
noted, but for those of words so common that all of them together could not bring a
name to the floor. Then each name noted is bounded by the best pair of each of its
words. What is left is scored.

Everything is integers until the last division, so no result depends on an order.
"""

# Compiled code: calls by place, long where a call would cost more than it explains.
# ruff: noqa: PLR0912, PLR0913, PLR0915, PLR0917, PLR1714, SIM109

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.align import (
    MAX_PAIRS,
    add_initials,
    add_pair,
    allowed_likeness,
    choose,
    pair_weight,
    ratio_of,
    score_of,
)
from sluis.core.names.bounds import asked_bonus, gain_of, skip, slack_of
from sluis.core.names.compiled import bare, inlined
from sluis.core.names.index import NameIndex, Numbers
from sluis.core.names.initials import initials_key
from sluis.core.names.letters import WIDTH, _hashed, sound_into
from sluis.core.names.near import first_at_least
from sluis.core.names.rules import Rule, Rules
from sluis.core.names.vocabulary import Words

MOST_WORDS = 24
"""Words of a name, at most; see ``folding.MAX_WORDS``."""
_ORDINARY, _TITLE, _INITIAL_KIND = 0, 2, 4
_JOINED = 12
_TILDE = ord("~")
_INITIALS, _INITIALS_WEIGHT = int(Rule.INITIALS), int(Rule.INITIALS_WEIGHT)
_JOINED_LIKENESS, _JOINED_BY_SOUND = int(Rule.JOINED), int(Rule.JOINED_BY_SOUND)
_INEXACT = int(Rule.INEXACT)
_ASKED, _LISTED = int(Rule.ASKED_PERSON), int(Rule.LISTED_PERSON)


@inlined
def joined_keys(
    a: Any, asked: Any, first: int, count: int, word: Any, sound: Any
) -> Any:
    """Give keys and length of neighbouring words written as one; 0 if too long."""
    n: Any = 0
    for k in range(first, first + count):
        u = asked[k]
        m = np.int64(a[1][u])
        if n + m > WIDTH or a[0][u, 0] == _TILDE:
            return np.uint64(0), np.uint64(0), 0
        for x in range(m):
            word[n + x] = a[0][u, x]
        n += m
    return _hashed(word, n, 0), _hashed(sound, sound_into(word, n, sound), 1), n


@inlined
def _touch(
    p: Any,
    q: Any,
    family: Any,
    families: Any,
    seen: Any,
    head: Any,
    touched: Any,
    n: Any,
) -> Any:
    """Note a name of the family that is asked for, once; give how many there are."""
    if seen[p] != q and families[p] & family:
        seen[p] = q
        head[p] = -1
        touched[n] = p
        return n + 1
    return n


@inlined
def _rows(  # what each near word is to one word of the query
    rules: Any,
    i: Any,
    u: Any,
    last: Any,
    letters: Any,
    ratio: Any,
    weights_a: Any,
    weights_b: Any,
    near: Any,
    posts: Any,
    q: Any,
    n: Any,
    stamps: Any,
    gains: Any,
    codes: Any,
    best: Any,
) -> Any:
    """Fill in one word's row of codes and gains; give how many names it leads to.

    ``best`` receives what the word could add for persons and for others, the listed
    name's left-over weight left out of account.
    """
    near_starts, near_words, near_codes = near
    mine = np.int64(weights_a[u])
    best[0] = 0
    best[1] = 0
    names = np.int64(0)
    for x in range(near_starts[u], near_starts[u + 1]):
        v = near_words[x]
        code = near_codes[x]
        theirs = np.int64(weights_b[v])
        weight = np.int64(pair_weight(rules, mine, theirs, code))
        if stamps[v] != q:
            stamps[v] = q
            for k in range(n):
                codes[v, k] = 0
                gains[v, k, 0] = 0
                gains[v, k, 1] = 0
        codes[v, i] = code
        for f in range(2):
            like = np.int64(allowed_likeness(rules, code, f == 0, last, letters))
            if like > 0:
                share_a = rules[_ASKED + f]
                gains[v, i, f] = gain_of(
                    like, weight, mine, theirs, ratio, share_a, rules[_LISTED + f]
                )
                best[f] = max(
                    best[f], gain_of(like, weight, mine, 0, ratio, share_a, 0)
                )
        names += posts[v + 1] - posts[v]
    return names


@inlined
def _link(
    linked: Any,
    n: Any,
    p: Any,
    head: Any,
    asked: Any,
    listed: Any,
    like: Any,
    way: Any,
    weight: Any,
    own: Any,
    theirs: Any,
) -> Any:
    """Keep a pair of several words for one with its name; give how many are kept.

    Where there is no more room they are only counted.
    """
    if n < linked.shape[0]:
        row = linked[n]
        row[0] = head[p]
        row[1] = asked
        row[2] = listed
        row[3] = like
        row[4] = way
        row[5] = weight
        row[6] = own
        row[7] = theirs
        head[p] = n
    return n + 1


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
    q: Any,
    stamps: Any,
    codes: Any,
    linked: Any,
    link: Any,
    pairs: Any,
    chosen: Any,
) -> Any:
    """Score one name of those that may reach the floor."""
    n = len(asked)
    count = 0
    for j in range(len(listed)):
        v = listed[j]
        if stamps[v] != q:
            continue
        for i in range(n):
            code = codes[v, i]
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
        name_starts,
        name_words,
        name_heads,
        families,
        totals,
        with_initials,
        posts,
        posted,
        initial_posts,
        initial_posted,
        run_posts,
        run_posted,
    ) = names
    span_sounds, span_exacts, span_names, span_places, span_weights, span_ways = spans
    sound_order, sounds = by_sound
    query_starts, query_words, query_families, query_letters = queries
    (
        (seen, head, touched, slacks),
        (stamps, codes, gains),
        (linked, pairs, chosen),
        (word, sound),
        (best, names_of, skipped, best_i, best_j),
    ) = room
    out_q, out_n, out_s = out
    kinds_b = b[3]
    n_out = 0
    n_scored = 0
    near_starts, near_words = near[0], near[1]
    ratio = np.int64(np.floor(ratio_of(floor) * 1000))
    inexact = (ratio * rules[_INEXACT]) // 1000
    for q in range(start, end):
        asked = query_words[query_starts[q] : query_starts[q + 1]]
        n = len(asked)
        family = query_families[q]
        letters = np.int64(query_letters[q])
        total = np.int64(0)
        initials = False
        for i in range(n):
            u = asked[i]
            repeated = False
            for k in range(i):
                repeated = repeated or asked[k] == u
            if not repeated:
                total += weights_a[u]
            names_of[i] = _rows(
                rules, i, u, i == n - 1, letters, ratio, weights_a, weights_b, near,
                posts, q, n, stamps, gains, codes, best[i],
            )  # fmt: skip
            kind = a[3][u]
            length = np.int64(a[1][u])
            if kind == _INITIAL_KIND or length <= 2:
                initials = True
            if (kind == _ORDINARY or kind == _TITLE) and 2 <= length <= 3:
                initials = True
                key = initials_key(a[0][u], length)
                names_of[i] += run_posts[key + 1] - run_posts[key]
                for f in range(2):
                    best[i, f] += gain_of(
                        rules[_INITIALS],
                        np.int64(rules[_INITIALS_WEIGHT]),
                        np.int64(weights_a[u]),
                        0,
                        ratio,
                        rules[_ASKED + f],
                        0,
                    )
        most_0 = ratio * rules[_ASKED] * total // 1000 + inexact
        most_0 -= asked_bonus(rules, asked, a, weights_a, letters, ratio, 0)
        most_1 = ratio * rules[_ASKED + 1] * total // 1000 + inexact
        most_1 -= asked_bonus(rules, asked, a, weights_a, letters, ratio, 1)
        if family == 1:
            most_1 = np.int64(1 << 40)
        elif not family & 1:
            most_0 = np.int64(1 << 40)
        skip(n, names_of, best, most_0, most_1, skipped)
        n_touched = 0
        n_linked = 0
        for i in range(n):
            u = asked[i]
            kind = a[3][u]
            length = np.int64(a[1][u])
            for x in range(near_starts[u], near_starts[u + 1]):
                v = near_words[x]
                if skipped[i]:
                    for y in range(initial_posts[v], initial_posts[v + 1]):
                        n_touched = _touch(
                            initial_posted[y], q, family, families, seen, head,
                            touched, n_touched,
                        )  # fmt: skip
                    continue
                if gains[v, i, 0] == 0 and gains[v, i, 1] == 0:
                    continue
                for y in range(posts[v], posts[v + 1]):
                    n_touched = _touch(
                        posted[y], q, family, families, seen, head, touched, n_touched
                    )
            if (
                (kind == _ORDINARY or kind == _TITLE)
                and 2 <= length <= 3
                and not skipped[i]
            ):
                key = initials_key(a[0][u], length)
                for y in range(run_posts[key], run_posts[key + 1]):
                    n_touched = _touch(
                        run_posted[y], q, family, families, seen, head, touched,
                        n_touched,
                    )  # fmt: skip
            # One word of the query for two or three of a listed name.
            if a[0][u, 0] != _TILDE and kind == _ORDINARY and length > 2:
                key = a[6][u, 1]
                place = first_at_least(span_sounds, key, 0, span_sounds.shape[0])
                while place < span_sounds.shape[0] and span_sounds[place] == key:
                    at = place
                    place += 1
                    p = span_names[at]
                    exact = span_exacts[at] == a[6][u, 0]
                    way = span_ways[at]
                    if not families[p] & family or not (exact or way == _JOINED):
                        continue
                    weight = (np.int64(weights_a[u]) + span_weights[at]) >> 1
                    if way != _JOINED:
                        like = rules[_INITIALS]
                        weight = min(rules[_INITIALS_WEIGHT] * 2, weight)
                    elif exact:
                        like = rules[_JOINED_LIKENESS]
                    else:
                        like = rules[_JOINED_BY_SOUND]
                    n_touched = _touch(
                        p, q, family, families, seen, head, touched, n_touched
                    )
                    n_linked = _link(
                        linked, n_linked, p, head, 1 << i, span_places[at], like, way,
                        weight, weights_a[u], span_weights[at],
                    )  # fmt: skip
            # Two or three words of the query for one of a listed name.
            for count in range(2, 4):
                if i + count > n:
                    break
                exact_key, key, length = joined_keys(a, asked, i, count, word, sound)
                if length < 5:
                    continue
                mine = np.int64(0)
                for k in range(i, i + count):
                    mine += weights_a[asked[k]]
                place = first_at_least(sounds, key, 0, sounds.shape[0])
                while place < sounds.shape[0] and sounds[place] == key:
                    v = sound_order[place]
                    place += 1
                    if kinds_b[v] != _ORDINARY:
                        continue
                    like = rules[_JOINED_BY_SOUND]
                    if b[6][v, 0] == exact_key:
                        like = rules[_JOINED_LIKENESS]
                    for y in range(posts[v], posts[v + 1]):
                        p = posted[y]
                        n_touched = _touch(
                            p, q, family, families, seen, head, touched, n_touched
                        )
                        if not families[p] & family:
                            continue
                        for j in range(name_starts[p], name_starts[p + 1]):
                            if name_words[j] == v:
                                n_linked = _link(
                                    linked, n_linked, p, head, ((1 << count) - 1) << i,
                                    1 << (j - name_starts[p]), like, _JOINED,
                                    (mine + weights_b[v]) >> 1, mine, weights_b[v],
                                )  # fmt: skip
        if n_linked > linked.shape[0]:
            return q, n_out, n_scored
        kept = 0
        for z in range(n_touched):
            p = touched[z]
            listed = name_words[name_starts[p] : name_starts[p + 1]]
            slack = slack_of(
                rules, q, asked, a, weights_a, total, letters,
                initials or with_initials[p],
                name_heads[name_starts[p] : name_starts[p + 1]],
                listed, b, weights_b, np.int64(totals[p]), 0 if families[p] == 1 else 1,
                ratio, stamps, gains, linked, head[p], best_i, best_j,
            )  # fmt: skip
            if slack >= 0:
                touched[kept] = p
                slacks[kept] = slack
                kept += 1
        kept = _keep_best(kept, limit, touched, slacks)
        if n_out + kept > out_q.shape[0]:
            return q, n_out, n_scored
        n_scored += kept
        for z in range(kept):
            p = touched[z]
            listed = name_words[name_starts[p] : name_starts[p + 1]]
            score = _score(
                rules, asked, a, weights_a, letters, listed, b, weights_b,
                families[p] == 1, q, stamps, codes, linked, head[p], pairs, chosen,
            )  # fmt: skip
            if score >= floor and score > 0:
                out_q[n_out] = q
                out_n[n_out] = p
                out_s[n_out] = score
                n_out += 1
    return end, n_out, n_scored


def _room(names: int, words: int, more: int) -> tuple[Any, ...]:
    """Give what :func:`_search` works in; ``more`` is how much of what may not do."""
    return (
        (
            np.full(names, -1, np.int32),
            np.empty(names, np.int32),
            np.empty(names, np.int32),
            np.empty(names, np.int64),
        ),
        (
            np.full(words, -1, np.int32),
            np.empty((words, MOST_WORDS), np.uint16),
            np.empty((words, MOST_WORDS, 2), np.int32),
        ),
        (
            np.empty((256 * more, 8), np.int64),
            np.empty((MAX_PAIRS, 5), np.int64),
            np.empty(64, np.int64),
        ),
        (np.empty(WIDTH + 2, np.uint8), np.empty(WIDTH + 2, np.uint8)),
        (
            np.empty((MOST_WORDS, 2), np.int64),
            np.empty(MOST_WORDS, np.int64),
            np.empty(MOST_WORDS, np.bool_),
            np.empty(MOST_WORDS, np.int64),
            np.empty(MOST_WORDS, np.int64),
        ),
    )


def search(
    rules: Rules,
    asked: Words,
    listed: NameIndex,
    near: tuple[Any, Any, Any],
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
        near: What :func:`~sluis.core.names.near.neighbours` gave for all words.
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
    room = _room(*sizes, more)
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
            room = _room(*sizes, more)
    if not parts:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), 0
    queries_, names, scores = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return queries_, names, scores, scored
