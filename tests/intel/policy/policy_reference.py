"""Who may see what, by brute force: written from the page (docs/subsystems/intel.md, "Who may see what") and from nothing else.

It reads the printed forms of a label and of a reader, as JSON, compares texts, and shares no code with the policy.
"""

from typing import Any

PAP = ["PAP:RED", "PAP:AMBER", "PAP:GREEN", "PAP:CLEAR"]
Json = dict[str, Any]


def may_see(label: Json, reader: Json, at: str) -> bool:
    """Say whether `reader` may see what bears `label` at the moment `at`; moments are printed so that they sort as texts."""
    speaks = reader["authority"] != ""
    if speaks and label.get("owner") == reader["authority"]:
        return True
    groups = [name for name, until in reader["groups"] if speaks and (until == "" or at < until)]
    answers = [marking(label, reader, groups)]
    answers.append(PAP.index(reader["use"]) <= PAP.index(label.get("pap", "PAP:CLEAR")))
    for axis, held in [
        ("fields", reader["fields"]),
        ("kinds", reader["roles"]),
        ("purposes", reader["purposes"]),
        ("countries", [reader["country"]]),
        ("groups", groups),
    ]:
        if axis in label:
            answers.append(meets(label[axis], held))
    if "barred" in label:
        answers.append(reader["country"] != "" and reader["country"] not in label["barred"])
    if "embargo" in label:
        answers.append(at >= label["embargo"])
    if "expires" in label:
        answers.append(at < label["expires"])
    return all(answers)


def may_pass_on(label: Json, sender: Json, at: str) -> bool:
    """Say whether `sender` may pass on what bears `label`: the paragraph "Passing on"."""
    agreed = sender["authority"] in (label.get("owner"), *label.get("consent", []))
    return may_see(label, sender, at) and (label["tlp"] == "TLP:CLEAR" or (sender["authority"] != "" and agreed))


def is_everybodys(label: Json) -> bool:
    """Say whether MISP's "all communities" fits `label`, by the row of distribution 3: CLEAR, without a limit."""
    limits = {"fields", "kinds", "countries", "barred", "groups", "purposes", "expires"}
    return label["tlp"] == "TLP:CLEAR" and not limits & set(label)


def marking(label: Json, reader: Json, groups: list[str]) -> bool:
    """The rows of the table that begin with TLP."""
    tlp, speaks = label["tlp"], reader["authority"] != ""
    if tlp == "TLP:CLEAR":
        return True
    if tlp == "TLP:GREEN":
        return speaks
    given = label.get("recipients", {})
    by_name = reader["authority"] in given.get("authorities", []) or reader["officer"] in given.get("officers", [])
    by_group = meets(given.get("groups", []), groups)
    if tlp == "TLP:RED":
        return speaks and by_name
    if tlp == "TLP:AMBER+STRICT":
        return speaks and (by_name or by_group)
    having = [*given.get("authorities", []), *([label["owner"]] if "owner" in label else [])]
    same_state = any(reader["country"] == name[:2].upper() for name in having)
    needs = meets(label.get("fields", []), reader["fields"])
    return speaks and (by_name or by_group or (same_state and needs))


def meets(some: list[str], others: list[str]) -> bool:
    """Say whether two lists have something in common."""
    return any(one == other for one in some for other in others)
