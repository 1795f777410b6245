"""Holds the page on who may do what against the table that is asked."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_tells_of_the_table_that_is_asked():
    command = [sys.executable, str(ROOT / ".ci" / "access_page.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
