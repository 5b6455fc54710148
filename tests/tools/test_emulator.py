"""What is changed in the emulator, where a stop and a start would show it only late."""

import unittest

from local import emulator


class Streams(unittest.TestCase):
    def test_a_shop_that_is_started_again_hears_its_first_event(self):
        from ministack.services import lambda_svc

        emulator._patch_streams()
        positions = lambda_svc._dynamodb_stream_positions
        lambda_svc._restore_esm_positions(positions, {"reader": 500})
        self.assertEqual(list(positions.keys()), [])


if __name__ == "__main__":
    unittest.main()
