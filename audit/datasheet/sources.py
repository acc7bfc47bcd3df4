"""Rows 3, 4, 5 and 10 of Table 2: from where, how acquired, how stored, when."""

from __future__ import annotations

from audit.datasheet.answers import answered, any_answered
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.images import compare_counts
from audit.datasheet.row import Side, catalogue_of, settle
from audit.datasheet.wording import join, list_counts, out_of, span, volume
from audit.profile.model import Profile
from audit.profile.model.catalogue import Images, Storage
from audit.profile.model.cohort import DateRange
from audit.profile.model.documentation import Table2Row
from audit.units import amount

FILLED_PERCENT = 90
"""Of the parameters of one modality; datasheet C2, item 4."""
NO_AGENT = frozenset({"NONE", "NO", "N", "N/A", "NA", "0", "WITHOUT", "NO CONTRAST"})


def sources(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """3."""
    facts, makers, said = profile.cohort, profile.vendors, declaration.sources
    trial = catalogue_of(profile).seen("ClinicalTrialSiteID")
    by_name = facts.n_sites > 0 and facts.n_patients_without_site == 0
    by_code = trial.total > 0 and trial.n_present == trial.total
    largest = facts.site_sizes[0] if facts.site_sizes else 0
    text = join(
        f"{amount(facts.n_sites, 'InstitutionName')}, the largest with "
        f"{out_of(largest, facts.n_patients, 'patient')}, "
        f"{amount(facts.n_patients_without_site, 'patient')} without"
        if facts.n_sites
        else "",
        f"ClinicalTrialSiteID in {out_of(trial.n_present, trial.total, 'series')}"
        if trial.n_present
        else "",
        list_counts(makers.Manufacturer),
        amount(makers.n_devices, "DeviceSerialNumber") if makers.n_devices else "",
    )
    return settle(
        "3",
        said,
        Side(text, by_name or by_code),
        enough=any_answered(said, "n_sites", "institutions", "countries", "upstream_datasets")
        and any_answered(said, "sampling", "inclusion_exclusion"),
        evidence=("InstitutionName", "ClinicalTrialSiteID", "Manufacturer", "DeviceSerialNumber"),
        advice="Declare how many sites, in which countries, and how patients were sampled.",
        conflicts=_compare_sites(profile, said.n_sites, len(said.institutions)),
        agrees=said.n_sites == facts.n_sites > 0,
    )


def _compare_sites(profile: Profile, declared: int | None, n_named: int) -> tuple[str, ...]:
    """Fewer sites in headers than declared may be the work of de-identification."""
    facts = profile.cohort
    if declared is None:
        return ()
    conflicts = compare_counts((("institution", n_named, declared),)) if n_named > declared else ()
    removed = any(value == "YES" for value, _ in facts.deidentified.counts)
    open_names = facts.n_patients_without_site == 0 and not removed
    if facts.n_sites > declared or (0 < facts.n_sites < declared and open_names):
        told = f"{amount(declared, 'site')} declared, {amount(facts.n_sites, 'InstitutionName')}"
        conflicts = (*conflicts, f"{told} found")
    return conflicts


def acquisition(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """4."""
    facts, said = catalogue_of(profile).images, declaration.acquisition
    filled = _filled(facts)
    text = ", ".join(f"{name} {n} of {total}" for name, (n, total) in filled.items())
    if text:
        text = f"mandatory parameters present, each counted in each series: {text}"
    conflicts = []
    agents = sum(n for name, n in facts.ContrastBolusAgent.counts if name.upper() not in NO_AGENT)
    if said.contrast is False and agents:
        conflicts.append(
            f"no contrast is declared, {out_of(agents, facts.n_series, 'series')} name an agent"
        )
    whole = bool(filled) and all(100 * n >= FILLED_PERCENT * m for n, m in filled.values())
    return settle(
        "4",
        said,
        Side(text, whole),
        enough=answered(said, "protocol"),
        evidence=tuple(dict.fromkeys(one.keywords[0] for one in facts.acquisition)),
        advice="Keep the acquisition parameters in the headers, or declare the protocol.",
        conflicts=tuple(conflicts),
        agrees=said.contrast is True and agents > 0,
    )


def _filled(facts: Images) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for cell in facts.acquisition:
        n, total = sums.get(cell.modality, (0, 0))
        sums[cell.modality] = (n + cell.n_present, total + cell.total - cell.n_unknown)
    return {modality: pair for modality, pair in sums.items() if pair[1]}


def storage(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """5."""
    facts, said = catalogue_of(profile).storage, declaration.storage
    said_of = facts.LossyImageCompression.total
    lossy = facts.n_flagged + facts.lossy_not_flagged.n_instances
    text = join(
        list_counts(facts.transfer_syntaxes),
        f"LossyImageCompression 01 in {out_of(facts.n_flagged, said_of, 'instance')}"
        if said_of
        else "",
        f"compression ratio {span(facts.ratio, 'to 1')}" if facts.ratio else "",
        f"{amount(facts.ratio_absent.n_instances, 'lossy instance')} without a ratio"
        if facts.ratio_absent
        else "",
        volume(profile.overview.bytes_total) if profile.overview.bytes_total else "",
    )
    known = facts.n_instances > 0 and not facts.transfer_syntaxes.absent
    return settle(
        "5",
        said,
        Side(text if facts.n_instances else "", known and not facts.ratio_absent),
        enough=said.lossy is not None and answered(said, "conversion"),
        evidence=("TransferSyntaxUID", "LossyImageCompression", "LossyImageCompressionRatio"),
        advice="Give the ratio of every lossy image, and declare conversions since the scanner.",
        conflicts=_compare_storage(facts, said.lossy, lossy),
        agrees=said.lossy is not None and facts.n_instances > 0,
    )


def _compare_storage(facts: Storage, declared: bool | None, lossy: int) -> tuple[str, ...]:
    conflicts = []
    if facts.lossy_not_flagged:
        told = out_of(facts.lossy_not_flagged.n_instances, facts.n_lossy_syntax, "instance")
        conflicts.append(f"{told} in a lossy syntax do not say LossyImageCompression 01")
    if declared is False and lossy:
        told = out_of(lossy, facts.n_instances, "instance")
        conflicts.append(f"no lossy compression is declared, {told} have it")
    if declared is True and not lossy and facts.n_instances:
        conflicts.append(
            f"lossy compression is declared, {out_of(0, facts.n_instances, 'instance')} have it"
        )
    return tuple(conflicts)


def date_range(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """10. Measured years stand here only where nothing says that dates were shifted."""
    facts, said = profile.cohort.dates, declaration.date_range
    years = facts.state == "measured" and said.shifted is not True
    compared = years and said.first_year is not None and said.last_year is not None
    return settle(
        "10",
        said,
        Side(_say_dates(facts, years), years and facts.n_with_date == facts.n_studies),
        enough=said.first_year is not None and said.last_year is not None,
        evidence=("StudyDate", "LongitudinalTemporalInformationModified"),
        advice="Declare the years of the first and the last examination.",
        conflicts=_compare_dates(profile, declaration, years),
        agrees=compared,
    )


def _say_dates(facts: DateRange, years: bool) -> str:
    held = out_of(facts.n_with_date, facts.n_studies, "study") + " with a StudyDate"
    if not facts.n_with_date:
        return ""
    if years:
        return f"{facts.first_year} to {facts.last_year}; {held}"
    reason = "dates are declared shifted" if facts.state == "measured" else f"dates {facts.state}"
    return f"{held}; {reason}, so no range is shown"


def _compare_dates(
    profile: Profile, declaration: DatasheetDeclaration, years: bool
) -> tuple[str, ...]:
    facts, said = profile.cohort.dates, declaration.date_range
    first, last, conflicts = said.first_year, said.last_year, []
    if first is not None and last is not None and first > last:
        conflicts.append("the declared first year is after the last")
    if years and facts.first_year is not None and facts.last_year is not None:
        early = first is not None and facts.first_year < first
        if early or (last is not None and facts.last_year > last):
            conflicts.append("measured years go beyond the declared range")
    modified = catalogue_of(profile).statements.LongitudinalTemporalInformationModified
    stated = dict(modified.counts)
    if said.shifted is True and stated.get("UNMODIFIED"):
        told = out_of(stated["UNMODIFIED"], modified.total, "series")
        conflicts.append(f"dates are declared shifted, {told} say UNMODIFIED")
    if said.shifted is False and facts.state == "shifted":
        conflicts.append("dates are declared true, and headers say they were shifted")
    return tuple(conflicts)
