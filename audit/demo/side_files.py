"""What lies beside the images: label table, declaration and policy, with and without faults."""

from __future__ import annotations

from dataclasses import replace

from audit.demo.tables import Patient, patients

HEAD = "PatientID,label,split,reader"
SECOND_READINGS = {
    4: "effusion",
    7: "effusion",
    8: "nodule",
    13: "no finding",
    15: "no finding",
    21: "effusion",
}
"""What a second reader said of which patient, all of the training set; three differ."""


def make_labels(faults: bool) -> str:
    """`labels.csv`: one row a patient; with faults also rows that are wrong."""
    rows = [_row(patient) for patient in patients()]
    if faults:
        rows[21] = _relabel(21, "fracture")  # patient 22: a class of its own
        rows[19:20] = []  # patient 20 has no label
        rows += [
            _relabel(17, "no finding"),  # patient 18: says otherwise than the row above
            _row(patients()[18]),  # patient 19 stands twice
            _row(patients()[0]).replace(",train,", ",test,"),  # patient 1 in train and test
            "DEMO-901,nodule,train,reader-1",
            "DEMO-902,effusion,test,reader-1",
            *(_relabel(number - 1, said, 2) for number, said in SECOND_READINGS.items()),
        ]
    return "\n".join([HEAD, *rows]) + "\n"


def _row(patient: Patient, reader: int = 1) -> str:
    return f"{patient.PatientID},{patient.label},{patient.split},reader-{reader}"


def _relabel(index: int, label: str, reader: int = 1) -> str:
    patient = patients()[index]
    return _row(replace(patient, label=label), reader)


def make_declaration(faults: bool) -> str:
    """`datasheet.yaml`: partly filled, as most are; with faults one number is wrong."""
    return DECLARATION.format(n_patients=30 if faults else len(patients()))


POLICY = """\
# Thresholds for a dataset this small; everything not named here keeps its default.
fail_on: error
vendors:
  min_series: 10
samples:
  min_patients: 2
  min_test_patients: 2
  max_half_width: 0.5
disclosure:
  min_cell: 0  # nobody was examined: the patients are made up
"""

DECLARATION = """\
dataset:
  name: Demonstration of dicom-audit
  version: "1.0"
  description: Tiny made-up chest and brain images of four modalities, with planted faults.
  creators: [The dicom-audit authors]
modality:
  modalities: [CT, MR, DX, CR, SEG]
examinations:
  n_patients: {n_patients}
  n_studies: 24
sources:
  n_sites: 3
  sampling: convenience
annotation_type:
  task: One label a patient, to try out a program that sorts chest and brain images.
  carriers: [SEG]
  files: [labels.csv]
annotation:
  what: Whole patients by one of three classes, and one nodule outlined on every slice.
  methods: [manual]
context:
  use_case: Shows what an audit finds in a dataset whose faults are known in advance.
ground_truth:
  sources: [other]
  definition: The classes were made up together with the images; nobody was examined.
date_range:
  first_year: 2019
  last_year: 2021
usage:
  licence: CC0-1.0
access:
  type: open
normals:
  normal_class: no finding
further:
  synthetic_data: Every header and every pixel is made up by a program.
"""
