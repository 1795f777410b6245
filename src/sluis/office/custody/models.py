"""What was captured: documents, events, who says so, and master data.

Rows are added and never changed or removed; triggers in the database see to it.
One change is allowed: a declaration of error closes the interval in which an
event was known, and the event stays.
"""

from __future__ import annotations

import uuid

from django.db import models


class Capture(models.Model):
    """A document as it came in, byte for byte."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=500)
    source = models.CharField(max_length=200)
    syntax = models.CharField(max_length=4)
    document = models.BinaryField()
    created = models.CharField(max_length=40)
    captured_at = models.DateTimeField()

    class Meta:
        """One row a document and source."""

        constraints = (
            models.UniqueConstraint(
                fields=("sha256", "source"), name="capture_counts_once"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.sha256[:12]


class Event(models.Model):
    """An event, or a declaration that it was an error; once, whoever reports it."""

    capture = models.ForeignKey(
        Capture, on_delete=models.PROTECT, related_name="events"
    )
    hash = models.CharField(max_length=120)
    event_id = models.CharField(max_length=500)
    declares_error = models.BooleanField()
    body = models.TextField()
    namespaces = models.TextField()
    record_sha256 = models.CharField(max_length=64)
    event_time = models.DateTimeField()
    known_since = models.DateField()
    known_until = models.DateField(null=True)

    class Meta:
        """One row an event, and one a declaration of it."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("hash", "declares_error"), name="event_counts_once"
            ),
        )
        indexes = (models.Index(fields=("event_id",), name="event_by_id"),)

    def __str__(self) -> str:
        return self.hash


class EventFacet(models.Model):
    """What an event is most looked up by, in one spelling; empty is not said."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="facet"
    )
    record_time = models.DateTimeField()
    type = models.CharField(max_length=40)
    action = models.CharField(max_length=8)
    biz_step = models.CharField(max_length=500)
    disposition = models.CharField(max_length=500)
    read_point = models.CharField(max_length=500)
    biz_location = models.CharField(max_length=500)

    class Meta:
        """Found by each of them, in the order events came in."""

        indexes = (
            models.Index(fields=("record_time",), name="facet_by_record_time"),
            models.Index(fields=("biz_step", "event"), name="facet_by_step"),
            models.Index(fields=("disposition", "event"), name="facet_by_disposition"),
            models.Index(fields=("read_point", "event"), name="facet_by_read_point"),
            models.Index(fields=("biz_location", "event"), name="facet_by_location"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class EventItem(models.Model):
    """The goods, packages and lots an event names, in their one spelling."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=500)
    role = models.CharField(max_length=8)

    class Meta:
        """Found by item, and by event."""

        indexes = (models.Index(fields=("item", "event"), name="event_by_item"),)

    def __str__(self) -> str:
        return self.item


class Statement(models.Model):
    """Who says so, how far they are trusted; beside the event, not in its hash.

    ``row_hash`` covers the row, the event's whole record and ``prev_hash``, the
    row before: a change anywhere breaks the chain from there on.
    """

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="statements"
    )
    capture = models.ForeignKey(
        Capture, on_delete=models.PROTECT, related_name="statements"
    )
    reliability = models.CharField(max_length=1)
    credibility = models.PositiveSmallIntegerField(null=True)
    marking = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    document = models.CharField(max_length=1000)
    known_since = models.DateField()
    prev_hash = models.CharField(max_length=64)
    row_hash = models.CharField(max_length=64)

    class Meta:
        """One row an event, source and document."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("event", "source", "document"), name="statement_counts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(reliability__in=["", "A", "B", "C", "D", "E", "F"]),
                name="reliability_is_a_to_f",
            ),
            models.CheckConstraint(
                condition=models.Q(credibility=None)
                | models.Q(credibility__range=(1, 6)),
                name="credibility_is_1_to_6",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source or '?'} on {self.event_id}"


class MasterDatum(models.Model):
    """One dated fact of a party, a place or a paper; later rows add to earlier."""

    capture = models.ForeignKey(
        Capture, on_delete=models.PROTECT, related_name="masterdata"
    )
    vocabulary = models.CharField(max_length=500)
    element = models.CharField(max_length=500)
    attributes = models.TextField()
    children = models.TextField()
    known_since = models.DateField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order they came in."""

        ordering = ("id",)
        indexes = (
            models.Index(fields=("vocabulary", "element"), name="master_by_element"),
        )

    def __str__(self) -> str:
        return self.element


class CaptureJob(models.Model):
    """What became of a document that was sent to the capture interface."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    capture = models.ForeignKey(
        Capture, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    error_behaviour = models.CharField(max_length=8)
    success = models.BooleanField()
    errors = models.TextField()
    hashes = models.TextField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        """The latest first, as the interface lists them."""

        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return str(self.id)


class NamedQuery(models.Model):
    """A query that was given a name, to be asked again or subscribed to."""

    name = models.CharField(max_length=200, unique=True)
    query = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        """In the order they were made."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """Where what is new under a named query is sent, and how far that got.

    ``last_event`` is the highest event id that was considered; it moves in one
    transaction with the making of the delivery, so nothing is lost or made twice.
    Until ``not_before`` a worker has it in hand, or it rests after a failure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    query = models.ForeignKey(
        NamedQuery, on_delete=models.CASCADE, related_name="subscriptions"
    )
    destination = models.CharField(max_length=1000)
    signature_token = models.CharField(max_length=200)
    epc_format = models.CharField(max_length=30)
    schedule = models.TextField()
    stream = models.BooleanField()
    report_if_empty = models.BooleanField()
    initial_record_time = models.DateTimeField()
    created_at = models.DateTimeField()
    last_event = models.BigIntegerField(default=0)
    not_before = models.DateTimeField()
    last_executed_at = models.DateTimeField(null=True)
    last_delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, default="")

    class Meta:
        """In the order they were made."""

        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("not_before",), name="subscription_by_time"),)

    def __str__(self) -> str:
        return self.destination


class Delivery(models.Model):
    """One run of a standing query, as it is sent until it is taken.

    The document is written once and sent byte for byte each time; when it has been
    taken it is emptied, since the record has its events.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    number = models.PositiveIntegerField()
    document = models.BinaryField()
    events = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, default="")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        """The latest first; numbers rise by one within a subscription."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("subscription", "number"), name="delivery_counts_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.number}"
