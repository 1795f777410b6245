"""Fixtures for every test. The data folder is a fresh one for each run."""

import os
import tempfile

os.environ["SLUIS_DATA"] = tempfile.mkdtemp(prefix="sluis-test-")
