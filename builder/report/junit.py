"""JUnit XML: errors and overdue rows fail, the rest is told as output of a passing case."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from builder.finding import Severity
from builder.report.report import Report
from builder.report.rows import overdue_sentence, unassigned_sentence


def text(report: Report) -> str:
    """One suite for the records, one for who is overdue."""
    root = ET.Element("testsuites", name="shouwang")
    _records(report, root)
    _overdue(report, root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _records(report: Report, root: ET.Element) -> None:
    errors = report.of_severity(Severity.ERROR)
    suite = ET.SubElement(root, "testsuite", name="records")
    for finding in errors:
        message, hint = report.worded(finding)
        place = f"{report.path(finding)}:{finding.line or 1}"
        case = ET.SubElement(suite, "testcase", classname=report.path(finding), name=finding.code)
        ET.SubElement(case, "failure", message=message).text = f"{place}: {message} {hint}"
    case = ET.SubElement(suite, "testcase", classname="records", name="read")
    lines = []
    for finding in report.findings:
        if finding.severity is not Severity.ERROR:
            message, hint = report.worded(finding)
            lines.append(
                f"{report.path(finding)}:{finding.line or 1}: {finding.code} {message} {hint}"
            )
    ET.SubElement(case, "system-out").text = "\n".join(lines)
    suite.set("tests", str(len(errors) + 1))
    suite.set("failures", str(len(errors)))


def _overdue(report: Report, root: ET.Element) -> None:
    suite = ET.SubElement(root, "testsuite", name="overdue")
    for row in report.overdue:
        path, line = report.place_of(row.scope, row.unit)
        sentence = overdue_sentence(report, row)
        case = ET.SubElement(suite, "testcase", classname=path, name=f"{row.unit} {row.rule.id}")
        ET.SubElement(case, "failure", message=sentence).text = f"{path}:{line}: {sentence}"
    case = ET.SubElement(suite, "testcase", classname="overdue", name="evaluated")
    lines = [unassigned_sentence(report, vacancy) for vacancy in report.unassigned]
    ET.SubElement(case, "system-out").text = "\n".join(lines)
    suite.set("tests", str(len(report.overdue) + 1))
    suite.set("failures", str(len(report.overdue)))
