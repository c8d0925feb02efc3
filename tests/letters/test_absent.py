"""A node may do without the set of letters: everything else loads, and costs nothing of it."""

import subprocess
import sys

SET = ("weasyprint", "docxtpl", "docx", "fontTools", "jinja2", "pydyf", "lxml", "PIL")


def run(program: str) -> str:
    """Run a few lines in a process of their own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_room_loads_without_the_set_and_without_loading_it():
    """Its packages are taken at the first letter, so that pages and processes that print none are as small as before."""
    program = f"""
import sys
import comity.letters.pdf, comity.letters.docx, comity.letters.faces, comity.letters.code
print([name for name in {SET!r} if name in sys.modules])
"""
    assert run(program) == "[]"


def test_without_the_set_each_printer_says_what_is_missing():
    """`NoPrinter`, which a page shows with what to install."""
    program = f"""
import sys
for name in {SET!r}:
    sys.modules[name] = None
sys.path.insert(0, "tests/letters")
from samples_of_letters import letter
from comity.letters.docx import print_docx
from comity.letters.pdf import print_pdf
from comity.letters.refusals import NoPrinter
for printer in (print_pdf, print_docx):
    try:
        printer(letter())
    except NoPrinter as refusal:
        print(refusal)
"""
    assert run(program).count("this node lacks what prints letters (fontTools)") == 2
