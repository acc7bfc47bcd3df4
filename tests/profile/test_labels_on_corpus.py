"""A label file with planted errors over the real files; all counts were made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.classes import measure_classes
from audit.profile.model import Classes
from audit.profile.model.classes import FaultKind
from audit.profile.model.samples import SampleDeclaration
from audit.profile.samples import measure_samples
from audit.scan.cohort import LabelOptions, read_labels
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable

KEY = b"a key of the tests, 32 bytes long"
TABLE = """\
PatientID,diagnosis,severity,split,reader
FRUIT,Pneumonia,mild,train,A
DEV,Pneumonia,severe,train,A
PLASTIC,Normal,NA,test,B
PH202010141,pneumonia,1e5,test,B
AA01,Normal,00012,train,A
CRLAB,Pneumonia,mild,train,A
10,Normal,mild,test,B
FRUIT,Pneumonia,mild,train,B
00012,Normal,mild,train,A
NA,Normal,mild,test,B
1e5,Normal,mild,test,B
0010,NA,mild,test,B
DEV,Normal,severe,train,A
1693354,Normal
PLASTIC,Normal,NA,train,B
"""
# Distinct SOPInstanceUID of each patient, counted with pydicom: FRUIT 196, DEV 188, PLASTIC 34,
# PH202010141 20, AA01 14 (in 15 files), 0010 1. There are patients `crlab` and `0010`, and none
# is called CRLAB, 10, 00012, NA or 1e5.
DIAGNOSIS = {
    ("train", "Pneumonia"): (2, 384),
    ("train", "Normal"): (3, 236),
    ("train", "NA"): (0, 0),
    ("train", "pneumonia"): (0, 0),
    ("test", "Pneumonia"): (0, 0),
    ("test", "Normal"): (1, 34),
    ("test", "NA"): (1, 1),
    ("test", "pneumonia"): (1, 20),
}
SEVERITY = {"mild": (2, 197), "severe": (1, 188), "NA": (1, 34), "1e5": (1, 20), "00012": (1, 14)}


@pytest.fixture(scope="module")
def headers(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    work = tmp_path_factory.mktemp("scan")
    return scan([str(corpus)], work, ScanOptions(jobs=2, key=KEY))


@pytest.fixture(scope="module")
def found(headers: HeaderTable, tmp_path_factory: pytest.TempPathFactory) -> Classes:
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    path.write_text(TABLE, encoding="utf-8")
    options = LabelOptions(labels=("diagnosis", "severity"))
    return measure_classes(headers, read_labels(path, options, KEY), "Normal")


@pytest.mark.corpus
def test_counts_by_patient_and_by_instance(found: Classes) -> None:
    rows = [row for row in found.counts if row.label == "diagnosis"]
    assert {(r.split, r.name): (r.n_patients, r.n_instances) for r in rows} == DIAGNOSIS
    assert {(r.split, r.n_patients_total, r.n_instances_total) for r in rows} == {
        ("train", 4, 432),
        ("test", 3, 55),
    }
    totals = [row for row in found.totals if row.label == "severity"]
    assert {row.name: (row.n_patients, row.n_instances) for row in totals} == SEVERITY
    assert (found.n_patients_labelled, found.n_instances_labelled) == (6, 453)


@pytest.mark.corpus
def test_every_planted_error_is_listed(found: Classes) -> None:
    assert {fault.kind: fault.rows for fault in found.faults} == {
        str(FaultKind.UNREADABLE): (15,),
        str(FaultKind.NOT_IN_DATA): (10, 11, 12),
        str(FaultKind.CASE): (7,),
        str(FaultKind.ZEROS): (8,),
        str(FaultKind.DOUBLED): (16,),  # line 9 says the same as line 2 by another reader
        str(FaultKind.CONFLICT): (3, 14),
        str(FaultKind.CLASS_CASE): (5,),
    }
    assert found.spellings == (("diagnosis", ("Pneumonia", "pneumonia")),)
    assert (found.n_rows, found.n_rows_joined) == (15, 9)
    assert (len(found.conflicting), len(found.in_two_splits)) == (1, 1)


@pytest.mark.corpus
def test_data_without_labels_are_counted(found: Classes, headers: HeaderTable) -> None:
    assert len(found.unlabelled) == found.n_patients - 6
    assert len(found.unlabelled_instances) == found.n_instances - 453
    numbers = headers.rows(
        "select count(distinct PatientID) from headers where not list_contains(codes, 'dicomdir')"
    )
    assert found.n_patients == numbers[0][0]


@pytest.mark.corpus
def test_clusters_of_the_corpus(found: Classes, headers: HeaderTable) -> None:
    samples = measure_samples(headers, None, found, SampleDeclaration())
    assert samples.cluster is not None
    assert samples.cluster.n_patients == found.n_patients
    assert samples.cluster.effective[0] == (0.0, 1.0, samples.cluster.n_instances)
