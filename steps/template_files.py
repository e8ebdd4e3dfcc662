"""Sentences on uploads that are made of a CSV file of the templates, as ``marketsim convert`` makes them."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from pytest_bdd import when

from fixtures.attachment import Attach
from fixtures.migration_builder import MigrationBuilder
from fixtures.story import Story
from fixtures.tor_builder import ConversionBuilder
from marketsim.contract.decoding import encode
from marketsim.contract.templates.conversion import read_csv, read_json, to_csv, to_json
from marketsim.target.session import Session
from steps.migration_uploads import kind_of

Upload = TypeVar("Upload", bound=msgspec.Struct)
OF_MIGRATION = {
    "customer rates": "CUSTOMER_RATE",
    "customer numbers": "CUSTOMER_NUMBER",
    "customer transfers": "DASR",
}


def of_file(upload: Upload, template: str, attach: Attach) -> Upload:
    """What is left of an upload that was written to a CSV file of a template and read again: all of it."""
    written = read_json(encode(upload), template)
    (file,) = to_csv(written, written.layout, written.names)
    attach(f"The file of the template {template}", file.content, "text/csv")
    (message,) = to_json(read_csv(file.content, template), written.names)
    return msgspec.json.decode(message.content, type=type(upload))


@when("we request a conversion for the transferee by a file of the template")
def request_by_file(story: Story, session: Session, converter: ConversionBuilder, attach: Attach) -> None:
    request = converter.request(story.bound["path"], story.bound["transferee"].name)
    upload = of_file(
        converter.requests(story.bound["window"], story.us.name, [request]), "TOR_CONVERSION_REQUEST", attach
    )
    story.sent["request"] = request
    story.heard(session.client(story.us).tor_conversion.post_tor_conversion_request(upload))


@when("we approve the record by a file of the template")
def approve_by_file(story: Story, session: Session, converter: ConversionBuilder, attach: Attach) -> None:
    approved = msgspec.structs.replace(story.bound["record"], approval_status="APPROVED")
    decisions = converter.decisions(story.bound["window"], story.us.name, [approved])
    upload = of_file(decisions, "MT_TOR_APPROVALS", attach)
    story.heard(session.client(story.us).tor_conversion.post_tor_conversion_approval(upload))


@when("we post them by a file of the template")
def post_by_file(story: Story, session: Session, utility: MigrationBuilder, attach: Attach) -> None:
    kind = story.bound["kind"]
    records = utility.upload(kind, story.bound["market"], story.us.name, story.sent["records"])
    upload = of_file(records, OF_MIGRATION[kind], attach)
    service = session.client(story.us).load_migration
    story.heard(getattr(service, kind_of(story).post)(upload))
