"""Balance: do splits and sites hold the same, and where are values missing together?"""

from __future__ import annotations

from collections.abc import Sequence

from audit.profile.model import Profile
from audit.profile.model.balance import Balance, GroupComparison, PairComparison
from audit.report.figures.shortcuts import kind_word, probability
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, integer, label, number_of, of, prose, share

TITLE = "Balance of splits, sites and gaps"
NAMED = 4


def balance_page(profile: Profile) -> FamilyPage:
    """Comparisons first, then missing values; one line where there is nothing to compare."""
    balance = profile.shortcuts.balance
    if not profile.shortcuts.n_patients:
        return FamilyPage("balance", TITLE, f"Not measured: {prose(profile.shortcuts.reason)}.")
    if not (balance.comparisons or balance.n_patterns or balance.representation):
        return FamilyPage("balance", TITLE, f"Nothing to compare: {_why(balance)}.")
    return FamilyPage(
        "balance",
        TITLE,
        facts=_facts(balance),
        sentences=_sentences(balance),
        tables=drop_empty(
            (
                _groups(balance, "split", "Header fields, covariates and label across splits"),
                _pairs(balance.pairs),
                _groups(balance, "site", "Covariates and label across sites"),
                _rates(balance),
                _patterns(balance),
                _together(balance),
                _flux(balance),
                _representation(balance),
            )
        ),
    )


def _why(balance: Balance) -> str:
    reasons = [one for one in (balance.split_reason, balance.site_reason) if one]
    return prose("; ".join(dict.fromkeys(reasons))) or "no header field varies over patients"


def _facts(balance: Balance) -> tuple[Fact, ...]:
    splits = ", ".join(map(label, balance.splits)) or f"not compared: {prose(balance.split_reason)}"
    sites = [one for one in balance.comparisons if one.axis == "site"]
    told = f"{len(sites[0].groups)} compared" if sites else "not compared"
    told += f": {prose(balance.site_reason)}" if balance.site_reason else ""
    made = [Fact("Splits", splits), Fact("Sites", told)]
    if balance.n_in_two_splits:
        made.append(
            Fact("Left out", f"{number_of(balance.n_in_two_splits, 'patient')} of two splits")
        )
    return tuple(made)


def _sentences(balance: Balance) -> tuple[str, ...]:
    one = balance.little
    if one is None:
        why = f" ({prose(balance.little_reason)})" if balance.little_reason else ""
        return (f"Little's test of values missing at random was not made{why}.",)
    return (
        f"For information only: Little's test compares the means of {integer(one.n_patterns)} "
        f"patterns of gaps over {', '.join(map(label, one.attributes))} in "
        f"{number_of(one.n_patients, 'patient')} (chi-square {decimal(one.chi2)} on {one.df} "
        f"degrees of freedom, p {probability(one.p)}). It assumes numbers that are nearly normal, "
        "which header fields seldom are, rejects nearly always in large data, and says nothing "
        "about gaps that depend on the missing value itself.",
    )


def _groups(balance: Balance, axis: str, caption: str) -> Table:
    rows = [one for one in balance.comparisons if one.axis == axis]
    return make_table(
        f"table-balance-{axis}",
        caption,
        (
            Column("Attribute", code=True),
            Column("Kind"),
            Column("Patients", True),
            Column("Values", True),
            Column("V", True, "0 to 1"),
            Column("Chi-square", True),
            Column("Degrees", True, "of freedom"),
            Column("q", True),
            Column("By"),
        ),
        (_group_row(one) for one in rows),
    )


def _group_row(one: GroupComparison) -> tuple[str, ...]:
    return (
        label(one.attribute),
        "covariate or label" if one.kind == "content" else kind_word(one.kind),
        integer(one.n_patients),
        integer(one.n_levels),
        f"{one.v:.2f}",
        decimal(one.chi2),
        integer(one.df),
        probability(one.q),
        f"{integer(one.n_draws)} permutations" if one.n_draws else "chi-square",
    )


def _pairs(pairs: Sequence[PairComparison]) -> Table:
    ordered = sorted(pairs, key=lambda one: -round(one.js, 9))
    return make_table(
        "table-balance-pairs",
        "How far each split lies from the first",
        (
            Column("Attribute", code=True),
            Column("Splits"),
            Column("Patients", True),
            Column("SMD", True),
            Column("KS", True, "0 to 1"),
            Column("p of KS", True, "exact"),
            Column("JS", True, "bits"),
            Column("PSI", True),
            Column("PSI by chance", True, "95 of 100 below"),
        ),
        (
            (
                label(one.attribute),
                f"{label(one.other)} against {label(one.reference)}",
                f"{integer(one.n_other)} / {integer(one.n_reference)}",
                "–" if one.smd is None else f"{one.smd:.2f}",
                "–" if one.ks is None else f"{one.ks:.2f}",
                "–" if one.ks_p is None else probability(one.ks_p),
                f"{one.js:.3f}",
                f"{one.psi:.3f}",
                f"{one.psi_critical:.3f}",
            )
            for one in ordered
        ),
    )


def _rates(balance: Balance) -> Table:
    return make_table(
        "table-missing-vendor",
        "Fields that are missing for some vendors more than for others",
        (
            Column("Missing"),
            Column("Patients without it, by vendor"),
            Column("Gap", True, "highest less lowest rate"),
            Column("V", True, "0 to 1"),
            Column("q", True),
        ),
        (
            (
                _few(one.keywords),
                ", ".join(f"{label(name)} {integer(m)} of {integer(n)}" for name, m, n
                          in one.groups[:NAMED]) + _more(len(one.groups) - NAMED),
                f"{one.gap:.2f}",
                f"{one.v:.2f}",
                probability(one.q),
            )
            for one in balance.missing
        ),
    )  # fmt: skip


def _patterns(balance: Balance) -> Table:
    n = balance.n_pattern_patients
    table = make_table(
        "table-missing-patterns",
        f"Which fields are missing together: the commonest of {integer(balance.n_patterns)} "
        "patterns",
        (Column("Missing in all images of the patient"), Column("Patients", True),
         Column("Share", True)),
        (
            (_few(one.keywords) or "none of those that vary", of(one.n_patients, n),
             share(one.n_patients, n))
            for one in balance.patterns
        ),
    )  # fmt: skip
    return table


def _together(balance: Balance) -> Table:
    return make_table(
        "table-missing-pairs",
        "Pairs of fields whose gaps go together",
        (
            Column("Missing"),
            Column("and"),
            Column("Both", True, "patients"),
            Column("Either", True, "patients"),
            Column("Both of either", True),
            Column("Correlation", True, "phi"),
        ),
        (
            (
                _few(one.first), _few(one.second), integer(one.n_both), integer(one.n_either),
                share(one.n_both, one.n_either), f"{one.phi:.2f}",
            )
            for one in balance.missing_pairs
        ),
    )  # fmt: skip


def _flux(balance: Balance) -> Table:
    return make_table(
        "table-missing-flux",
        "How gaps lie to the values of other fields that vary",
        (
            Column("Missing"),
            Column("Patients", True),
            Column("Influx", True, "could be filled from others"),
            Column("Outflux", True, "could fill others"),
        ),
        (
            (_few(one.keywords), of(one.n_missing, one.n_patients), f"{one.influx:.2f}",
             f"{one.outflux:.2f}")
            for one in balance.flux
        ),
    )  # fmt: skip


def _representation(balance: Balance) -> Table:
    return make_table(
        "table-representation",
        "Against the declared population of the intended use",
        (
            Column("Attribute", code=True),
            Column("Group"),
            Column("Patients", True),
            Column("Declared share", True),
            Column("Observed / declared", True),
            Column("w", True, "over all groups"),
        ),
        (
            (label(one.attribute), label(name), of(n, one.n_patients), f"{100 * declared:.1f} %",
             f"{ratio:.2f}", f"{one.w:.2f}")
            for one in balance.representation
            for name, n, declared, ratio in one.groups
        ),
    )  # fmt: skip


def _few(keywords: Sequence[str]) -> str:
    return ", ".join(map(label, keywords[:NAMED])) + _more(len(keywords) - NAMED)


def _more(n: int) -> str:
    return f" and {integer(n)} more" if n > 0 else ""
