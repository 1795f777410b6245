"""Holds the page on what law is in Sluis against the law."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_tells_of_the_law_that_is_loaded():
    command = [sys.executable, str(ROOT / ".ci" / "law_page.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
