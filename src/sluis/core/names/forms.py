"""Words that say little about who is meant: legal forms, titles, particles.

They are kept, so that they can be shown and compared, but weigh next to
nothing: "Corp" alone is nobody's name.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

# One form a line: what it is folded to, then its spellings after folding.
_FORMS = """
ltd: limited, ltda, limitada
llc: limited liability company, limited liability co, ooo, tov,
 obshchestvo s ogranichennoi otvetstvennostyu,
 obshchestvo s ogranichennoy otvetstvennostyu
plc: public limited company, public ltd company
jsc: joint stock company, ao, aktsionernoe obshchestvo, closed joint stock company,
 cjsc, zao, zakrytoe aktsionernoe obshchestvo, open joint stock company, ojsc, oao,
 otkrytoe aktsionernoe obshchestvo, public joint stock company, pjsc, pao, ojs,
 publichnoe aktsionernoe obshchestvo, private joint stock company, joint stock co
inc: incorporated
corp: corporation, corporacion
co: company, compania, compagnie, cia, cie, kompaniya
bv: besloten vennootschap, besloten vennootschap met beperkte aansprakelijkheid
nv: naamloze vennootschap
gmbh: gesellschaft mit beschrankter haftung
ag: aktiengesellschaft
kg: kommanditgesellschaft
sa: sociedad anonima, societe anonyme, sociedade anonima
sas: sociedad por acciones simplificada
sl: sociedad limitada
sadecv: sa de cv, sociedad anonima de capital variable
sderldecv: s de rl de cv, sde rl de cv
srl: societa a responsabilita limitata, societate cu raspundere limitata
sarl: societe a responsabilite limitee
spa: societa per azioni
sro: spolecnost s rucenim omezenym
doo: drustvo s ogranicenom odgovornoscu
ad: aktsionerno druzhestvo
ab: aktiebolag
oy: osakeyhtio
as: anonim sirketi
ltdsti: limited sirketi, ltd sti
kk: kabushiki kaisha
pte: private
pvt:
pty: proprietary
fze: free zone establishment
fzco: free zone company
fzc:
fzllc:
llp: limited liability partnership
lp: limited partnership
bhd: berhad
sdn: sendirian
pt: perseroan terbatas
tbk:
kft:
zrt:
ead:
eood:
ood:
sal:
saog:
wll:
psc:
pjs:
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mr mrs ms miss dr prof professor sir sheikh shaykh haji hajji hajj
    mullah maulavi mawlawi maulawi general gen col colonel brig brigadier
    major maj capt captain lt lieutenant ing eng engineer messrs mv mt mvs
    ss
    """
)
PARTICLES = _words(
    """
    al el ul ad as ar an ash at the of and de del della der den van von la
    le les los las du da do dos di y e bin ibn ben bint o for in i
    """
)

FORM_WEIGHT = 0.3
FORM_PART_WEIGHT = 0.5
TITLE_WEIGHT = 0.2
PARTICLE_WEIGHT = 0.4
INITIAL_WEIGHT = 1.0


def _read_forms() -> tuple[dict[tuple[str, ...], str], int]:
    phrases: dict[tuple[str, ...], str] = {}
    for line in _FORMS.replace(",\n ", ", ").strip().splitlines():
        form, _, spellings = line.partition(":")
        phrases[form,] = form
        for spelling in spellings.split(","):
            if spelling.strip():
                phrases[tuple(spelling.split())] = form
    return phrases, max(len(phrase) for phrase in phrases)


_PHRASES, _LONGEST = _read_forms()
_STARTS = frozenset(phrase[0] for phrase in _PHRASES)
LEGAL_FORMS = frozenset(_PHRASES.values())
# Words that stand in long forms and in names alike keep the weight they earn.
_ALSO_NAMES = _words("capital closed free general open private public variable zone")
FORM_PARTS = (
    frozenset(word for phrase in _PHRASES for word in phrase if len(word) > 4)
    - _ALSO_NAMES
)


_LONG = sorted(word for word in FORM_PARTS if len(word) > 5)


@lru_cache(maxsize=65536)
def _mended(word: str) -> str:
    """Write a long word of legal forms right where one letter is wrong."""
    if len(word) < 6 or word in FORM_PARTS:
        return word
    found = extractOne(word, _LONG, scorer=OSA.distance, score_cutoff=1)
    return word if found is None else found[0]


def fold_forms(words: list[str]) -> list[str]:
    """Write every legal form in its one folded spelling, longest phrase first."""
    words = [_mended(word) for word in words]
    if _STARTS.isdisjoint(words):
        return words
    folded: list[str] = []
    place = 0
    while place < len(words):
        taken = 1
        word = words[place]
        if word in _STARTS:
            for length in range(min(_LONGEST, len(words) - place), 0, -1):
                form = _PHRASES.get(tuple(words[place : place + length]))
                if form is not None:
                    word, taken = form, length
                    break
        folded.append(word)
        place += taken
    return folded


def fixed_weight(word: str) -> float | None:
    """Give the weight of a word that says little; ``None`` for any other word."""
    if word in LEGAL_FORMS:
        return FORM_WEIGHT
    if word in FORM_PARTS:
        return FORM_PART_WEIGHT
    if word in PARTICLES:
        return PARTICLE_WEIGHT
    if word in TITLES:
        return TITLE_WEIGHT
    if len(word) == 1:
        return INITIAL_WEIGHT
    return None
