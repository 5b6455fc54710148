"""Dead letters, on queues and a table of a real emulator.

    python -m unittest discover -s tests/tools -t .
"""

import json
import socket
import tempfile
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from local import letters, stack
from local.aws import client
from local.settings import Place, Problem


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Letters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = Place(port=_free_port(), folder=Path(cls.folder.name))
        cls.process = stack.start(cls.place)
        client("dynamodb", cls.place).create_table(
            TableName="shop", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        )  # fmt: skip

    @classmethod
    def tearDownClass(cls):
        stack.stop(cls.process, cls.place)
        cls.folder.cleanup()

    def setUp(self):
        name = self.id().rsplit(".", 1)[1][:60]
        self.sqs = client("sqs", self.place)
        self.dead = self.sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
        self.home = self.sqs.create_queue(QueueName=f"{name}-home", Attributes={"RedrivePolicy": policy})["QueueUrl"]
        resources = {"Table": "shop", "OrderDeadLetters": self.dead, "OrderQueue": self.home}
        self.shop = letters.Shop(lambda service: client(service, self.place), resources)

    def given_up(self, body: str, code: str | None = None) -> str:
        """A message in the dead-letter queue, with the reason that the runtime would have filed."""
        message = self.sqs.send_message(QueueUrl=self.dead, MessageBody=body)["MessageId"]
        if code:
            row = {"pk": f"FAILURE#{message}", "sk": "FAILURE", "code": code, "reason": f"because of {code}"}
            item = {name: {"S": value} for name, value in row.items()}
            client("dynamodb", self.place).put_item(TableName="shop", Item=item)
        return message

    def waiting(self, queue: str) -> list[str]:
        got = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        return sorted(message["Body"] for message in got)

    def redrive(self, reason=None, ids=(), answer=True) -> tuple[int, str, list[str]]:
        asked = []

        def ask(question: str) -> bool:
            asked.append(question)
            return answer

        with redirect_stdout(StringIO()) as out:
            count = letters.redrive(self.shop, "order", lambda all_: letters.chosen(all_, reason, list(ids)), ask)
        return count, out.getvalue(), asked

    def test_reasons_come_first_and_the_most_frequent_before_the_others(self):
        for body in ("1", "2"):
            self.given_up(body, "table.slow")
        self.given_up("3", "order.unknown")
        with redirect_stdout(StringIO()) as out:
            letters.show(self.shop, everything=False)
        text = out.getvalue()
        self.assertLess(text.index("2 × order: table.slow"), text.index("1 × order: order.unknown"))
        self.assertIn("because of table.slow", text)
        self.assertEqual(self.waiting(self.dead), ["1", "2", "3"], "shown, and let go at once")

    def test_what_is_put_back_is_gone_from_the_dead_and_where_it_came_from(self):
        self.given_up("again", "table.slow")
        count, text, asked = self.redrive()
        self.assertEqual((count, self.waiting(self.dead), self.waiting(self.home)), (1, [], ["again"]))
        self.assertEqual(asked, ["Put 1 of 1 back? [y/N] "])
        self.assertIn("because of table.slow", text)

    def test_only_the_chosen_reason_goes_back(self):
        self.given_up("slow", "table.slow")
        self.given_up("bad", "request.malformed")
        self.assertEqual(self.redrive(reason="table.slow")[0], 1)
        self.assertEqual((self.waiting(self.dead), self.waiting(self.home)), (["bad"], ["slow"]))

    def test_only_the_chosen_message_goes_back(self):
        self.given_up("one", "table.slow")
        two = self.given_up("two", "table.slow")
        self.assertEqual(self.redrive(ids=[two])[0], 1)
        self.assertEqual((self.waiting(self.dead), self.waiting(self.home)), (["one"], ["two"]))

    def test_who_says_no_changes_nothing(self):
        self.given_up("stays", "table.slow")
        count, text, _ = self.redrive(answer=False)
        self.assertEqual((count, self.waiting(self.dead), self.waiting(self.home)), (0, ["stays"], []))
        self.assertIn("0 put back, 1 left", text)

    def test_a_failure_half_way_loses_nothing(self):
        for body in ("a", "b"):
            self.given_up(body, "table.slow")
        put_back = self.shop.put_back
        done = []

        def once(letter):
            if done:
                raise Problem("the line is cut")
            done.append(letter)
            put_back(letter)

        self.shop.put_back = once
        with self.assertRaises(Problem):
            self.redrive()
        both = self.waiting(self.dead) + self.waiting(self.home)
        self.assertEqual(sorted(both), ["a", "b"])

    def test_a_function_without_dead_letters_is_named_with_those_that_have_them(self):
        with self.assertRaisesRegex(Problem, "order"):
            letters.redrive(self.shop, "nobody", list, lambda _: True)


class Told(unittest.TestCase):
    def test_the_bus_says_why_it_could_not_deliver(self):
        attributes = {"ERROR_CODE": {"StringValue": "NO_PERMISSIONS"}, "ERROR_MESSAGE": {"StringValue": "denied"}}
        told = letters.told({"Body": "{}", "MessageAttributes": attributes})
        self.assertEqual(told, ("eventbridge.no_permissions", "denied"))

    def test_a_parked_event_says_why(self):
        told = letters.told({"Body": json.dumps({"reason": "too large", "detail-type": "a.B.v1", "detail": "{}"})})
        self.assertEqual(told, ("outbox.parked", "too large"))

    def test_a_batch_that_the_stream_gave_up_names_its_place(self):
        body = {"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": {"shardId": "s1"}}
        code, reason = letters.told({"Body": json.dumps(body)})
        self.assertEqual(code, "outbox.given_up")
        self.assertIn("RetryAttemptsExhausted", reason)
        self.assertIn("s1", reason)

    def test_what_nobody_explained_says_so(self):
        self.assertEqual(letters.told({"Body": "no json"})[0], "none")


if __name__ == "__main__":
    unittest.main()
