"""A crate says in its manifest that it has no tests inside, and so saves a binary that holds none; this finds the lie."""

import re
import tomllib
import unittest

from local.settings import ROOT

TESTS = re.compile(r"#\[(test|tokio::test|cfg\(test\))|proptest!")
FENCE = re.compile(r"^\s*//[/!] ```(?!text)", re.MULTILINE)


class Crates(unittest.TestCase):
    def crates(self):
        for manifest in sorted(ROOT.glob("*/*/Cargo.toml")):
            if (manifest.parent / "src").is_dir():
                yield manifest.parent, tomllib.loads(manifest.read_text())

    def test_what_is_called_without_tests_is(self) -> None:
        seen = 0
        for crate, manifest in self.crates():
            sources = {path: path.read_text() for path in (crate / "src").rglob("*.rs")}
            if (crate / "src" / "lib.rs").exists() and manifest.get("lib", {}).get("test", True):
                continue
            seen += 1
            for path, source in sources.items():
                self.assertIsNone(TESTS.search(source), f"{path} has tests, and its Cargo.toml says `test = false`.")
        self.assertGreater(seen, 10)

    def test_what_is_called_without_doctests_is(self) -> None:
        for crate, manifest in self.crates():
            if manifest.get("lib", {}).get("doctest", True):
                continue
            for path in (crate / "src").rglob("*.rs"):
                self.assertIsNone(FENCE.search(path.read_text()), f"{path} has a doctest, and they do not run.")

    def test_each_crate_has_one_binary_of_tests(self) -> None:
        for crate, _ in self.crates():
            tests = crate / "tests"
            loose = [path.name for path in tests.glob("*.rs")]
            self.assertEqual(loose, [], f"{crate}: put them into tests/all and name them in its main.rs.")


if __name__ == "__main__":
    unittest.main()
