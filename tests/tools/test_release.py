"""What names a release."""

import tempfile
import unittest
from pathlib import Path

from local.release import release_of


class Release(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.code = Path(folder.name) / "bootstrap"
        self.code.write_bytes(b"one")
        self.name = release_of({"BaseUrl": ""}, [self.code])

    def test_the_same_again_has_the_same_name(self):
        self.assertEqual(release_of({"BaseUrl": "", "Release": "old"}, [self.code]), self.name)

    def test_an_address_that_became_known_is_another_release(self):
        self.assertNotEqual(release_of({"BaseUrl": "https://shop"}, [self.code]), self.name)

    def test_other_code_is_another_release(self):
        self.code.write_bytes(b"two")
        self.assertNotEqual(release_of({"BaseUrl": ""}, [self.code]), self.name)
