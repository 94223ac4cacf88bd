"""prototype"""
from __future__ import annotations
from collections.abc import Sequence
from dataclasses import dataclass, field
from catalog.matching import builtin, candidates, items, rules, terms, whereabouts, providers
from catalog.matching.candidates import Universe
from catalog.search.present import present
from catalog.search.text import fold, APART
from catalog.search.rules import Word

@dataclass(frozen=True)
class Wanted:
    title: str
    items: tuple = ()
    scenario: str = ""
    region: str | None = None
    presumed_source: str | None = None
    matter: str = ""

_T = None
def thesauri():
    global _T
    if _T is None:
        _T = terms.thesaurus(builtin.groups("matter")), terms.thesaurus(builtin.groups("item"))
    return _T

_A = {}
def atlas_of(places):
    if id(places) not in _A:
        tree = places.trees["region"]
        parents = {i: (tree.ids[p] if p >= 0 else None) for i, p in zip(tree.ids, tree.parent.tolist())}
        _A[id(places)] = whereabouts.atlas(places.regions, parents, places.departments.values()), places
    return _A[id(places)][0]

W_ITEMPAIRS = 0.35
def match(look, wanted, limit=20):
    matters, itemw = thesauri()
    at = present(look)
    map_ = atlas_of(at.places)
    asked = whereabouts.asked(map_, at.places.below, wanted.region) if wanted.region else None
    leave = {fold(s) for s in ([asked.name, asked.stem, *whereabouts.steps(asked.name)] if asked else [])}
    parsed = terms.parse(wanted.title, matters, leave_out=leave)
    itemp = [terms.parse(i, itemw) for i in wanted.items]
    u = Universe(at, asked)
    gr = set()
    for p in (parsed, *itemp):
        for _, g in p.pairs: gr |= {g, *g}
    alts = {o for c in parsed.concepts for o in c.others}
    u.ask(gr | alts)
    subject = terms.weigh(parsed, u.having, u.entries)
    weighed_items = [terms.weigh(p, u.having, u.entries) for p in itemp]
    rar = [max((terms.rarity(u.having(g), u.entries) for _, g in p.pairs), default=0.1)**2 for p in itemp]
    tw = dict(subject.weights)
    for pairs, others in subject.meant:
        w = sum(subject.weights.get(p, 0) for p in pairs) * rules.SYNONYM
        for o in others: tw[o] = max(tw.get(o, 0), w)
    tot = sum(rar) or 1
    for wi, r in zip(weighed_items, rar):
        for g, w in wi.weights.items():
            tw[g] = tw.get(g, 0) + W_ITEMPAIRS * w * r / tot
    docs = candidates.nearest(u, tw)
    said = [*subject.weights, *alts, *(c.word for c in parsed.concepts), *(g for p in itemp for _, g in p.pairs)]
    out = []
    for n, d in docs:
        reg = d.facets["region"][0]; dep = at.places.departments[d.facets["department"][0]]
        fdep = fold(dep)
        pl = whereabouts.fit(map_, asked, reg, d.name, fdep) if asked else None
        if pl == "elsewhere": continue
        tx = rules.Texts(d.name, d.items, d.rest)
        sub = rules.explained(subject, tx)
        it = sum(r * rules.explained(wi, tx) for wi, r in zip(weighed_items, rar)) / tot if wanted.items else None
        aside = [*leave, *whereabouts.owners(fdep), fdep, "海南省", "浙江省"]
        nm = rules.name_explained(d.name, said, [a for a in aside if a])
        pv = providers.likeness(wanted.presumed_source, dep) if wanted.presumed_source else None
        out.append((rules.Nearness(sub, it, nm, pv, pl), n, d))
    out.sort(key=lambda e: (-e[0].score, e[1]))
    top = out[:40]
    res = []
    for near, n, d in top:
        offered = [x for x in d.items.split(APART) if x]
        covers = [c for w in wanted.items if (c := items.cover(w, offered, itemw, parsed.text))] if offered else []
        res.append((near, d, offered, covers))
    return res
