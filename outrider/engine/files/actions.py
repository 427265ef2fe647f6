"""Bringing files: begin, append, finish; and pictures that the product makes itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.write import Write
from outrider.engine.files.declarations import file_owners
from outrider.engine.files.images import MAX_BYTES, REASONS, TYPES, NotAPicture, measure
from outrider.engine.files.models import COMPLETE, OPEN, REFUSED, StoredFile, Upload
from outrider.engine.files.queries import thumbnail_name
from outrider.engine.files.store import FileStore, WrongOffset, current_store, digest_of
from outrider.kernel import clock
from outrider.kernel.errors import INVALID, FieldError, Problem, invalid, not_found
from outrider.kernel.ids import is_digest
from outrider.kernel.text import T

PIECE_BYTES = 1024 * 1024
MOST_OPEN = 2000
TOO_LARGE = T("文件太大,最多 {most} MB", "The file is too large: at most {most} MB")
EMPTY = T("文件是空的", "The file is empty")
BAD_DIGEST = T("应为 64 位小写十六进制的 SHA-256", "This must be a SHA-256 in 64 lower-case hex digits")
BAD_TYPE = T("只接受 JPEG、PNG、WebP 图片", "Only JPEG, PNG and WebP pictures are taken")
WRONG_OFFSET = T("已收到 {offset} 字节,请从那里继续", "{offset} bytes are here; go on from there")
TOO_LONG = T("内容比声明的大小更长", "There is more than was announced")
MISMATCH = T("收到的内容与摘要不符,请重新上传", "What arrived does not match its digest; send it again")
FLOOD = T("未完成的上传太多", "Too many uploads are unfinished")


def begin(actor: Actor, device_id: UUID | None, digest: str, size: int, content_type: str) -> Upload:
    """This person's upload of a digest, new or as far as it has come. 413, 415, 422 or 429 otherwise."""
    _check(digest, size, content_type)
    with write_transaction():
        row = Upload.objects.filter(person_id=actor.id, digest=digest).first()
        if row is None:
            if Upload.objects.filter(person_id=actor.id, state=OPEN).count() >= MOST_OPEN:
                raise Problem(429, "rate_limited", FLOOD)
            row = Upload(person_id=actor.id, digest=digest, size=size, begun_at=clock.now())
        elif row.state == REFUSED or (row.state == OPEN and row.size != size):
            current_store().drop(row.id)
            row.state, row.reason, row.size = OPEN, "", size
        row.device_id = device_id or row.device_id
        row.save()
    if row.state == OPEN and current_store().received(row.id) == row.size:
        finish(actor, row)  # all bytes came, then the process died
    return row


def _check(digest: str, size: int, content_type: str) -> None:
    if not is_digest(digest):
        raise invalid("digest", "digest", BAD_DIGEST)
    if content_type not in TYPES.values():
        raise Problem(415, "unsupported_media", BAD_TYPE, [FieldError("type", "unsupported_media", BAD_TYPE)])
    if size < 1:
        raise invalid("size", "empty", EMPTY)
    if size > MAX_BYTES:
        most = MAX_BYTES // 2**20
        wrong = FieldError("size", "too_large", TOO_LARGE, {"most": most})
        raise Problem(413, "too_large", TOO_LARGE, [wrong], most=most)


def append(actor: Actor, upload_id: UUID, offset: int, data: bytes) -> Upload:
    """Add a piece to one's own upload; the last one finishes it.

    Raises 404, 409 ``wrong_offset`` with the true offset, 422 for bytes that are not what was announced.
    """
    row = Upload.objects.filter(pk=upload_id, person_id=actor.id).first()
    if row is None:
        raise not_found()
    if row.state == REFUSED:
        raise _refusal(row.reason)
    if row.state == COMPLETE:
        if offset + len(data) <= row.size:
            return row  # a piece sent twice, after the last one had finished the file
        raise _wrong_offset(row.size)
    try:
        here = current_store().append(row.id, offset, data, row.size)
    except WrongOffset as wrong:
        if wrong.offset != row.size:
            raise _wrong_offset(wrong.offset) from None
        here = wrong.offset  # the same last piece twice at once: whoever comes second finishes too
    except ValueError:
        raise invalid("body", "past_the_end", TOO_LONG) from None
    if here == row.size:
        finish(actor, row)
    return row


def _wrong_offset(offset: int) -> Problem:
    return Problem(409, "wrong_offset", WRONG_OFFSET, extra={"offset": offset}, offset=offset)


def finish(actor: Actor, row: Upload) -> None:
    """Hash, decode, keep, announce. 422 ``digest_mismatch`` or the picture's reason otherwise."""
    store = current_store()
    try:
        if digest_of(store.part(row.id)) != row.digest:
            store.drop(row.id)
            raise Problem(422, "digest_mismatch", MISMATCH, extra={"offset": 0})
        facts = _keep(store, row)
    except FileNotFoundError:  # another request finished it meanwhile
        row.refresh_from_db()
        return
    except NotAPicture as refused:
        store.drop(row.id)
        with write_transaction():
            Upload.objects.filter(pk=row.pk, state=OPEN).update(state=REFUSED, reason=refused.code)
        raise _refusal(refused.code) from None
    with write_transaction():
        write = Write(actor, "api", "file.store", device_id=row.device_id)
        _record(write, row, facts)
        write.flush()
    store.drop(row.id)


def _refusal(code: str) -> Problem:
    text = REASONS.get(code, INVALID)
    return Problem(422, code, text, [FieldError("file", code, text)])


def _keep(store: FileStore, row: Upload) -> StoredFile:
    """The bytes under their digest and the small picture beside; decoded once for all who bring it."""
    known = StoredFile.objects.filter(pk=row.digest).first()
    if known is not None and store.path(row.digest) is not None:
        return known
    measured = measure(store.part(row.id))
    store.keep(row.id, row.digest)
    store.put(thumbnail_name(row.digest), measured.thumbnail)
    return StoredFile(
        digest=row.digest,
        size=row.size,
        content_type=measured.content_type,
        width=measured.width,
        height=measured.height,
        dhash=measured.dhash,
        stored_at=clock.now(),
    )


def _record(write: Write, row: Upload, facts: StoredFile) -> None:
    StoredFile.objects.bulk_create([facts], ignore_conflicts=True)
    done_at: datetime = write.at
    if Upload.objects.filter(pk=row.pk).exclude(state=COMPLETE).update(state=COMPLETE, completed_at=done_at):
        tell_owners(write, row.person_id, row.digest)
    row.state, row.completed_at = COMPLETE, done_at


def tell_owners(write: Write, person_id: UUID, digest: str) -> None:
    """Let every record that waits for this person's file know that it is here."""
    for owner in file_owners:
        owner(write, person_id, digest)


def store_drawn(files: Sequence[tuple[bytes, bytes, str, int, int]]) -> list[str]:
    """Keep pictures that the product drew itself, each with its small copy; their digests.

    ``(data, small copy as WebP, content type, width, height)``. They are believed without decoding: never
    for bytes that came from outside. Drawn pictures look alike by nature, so they get no ``dhash``.
    """
    store, rows = current_store(), []
    for data, small, content_type, width, height in files:
        digest = hashlib.sha256(data).hexdigest()
        store.put(digest, data)
        store.put(thumbnail_name(digest), small)
        rows.append(
            StoredFile(
                digest=digest,
                size=len(data),
                content_type=content_type,
                width=width,
                height=height,
                stored_at=clock.now(),
            )
        )
    with write_transaction():
        StoredFile.objects.bulk_create(rows, ignore_conflicts=True)
    return [row.digest for row in rows]


def hold_many(write: Write, person_id: UUID, digests: Sequence[str]) -> None:
    """Note that a person has brought stored files, as if he had uploaded them."""
    sizes = dict(StoredFile.objects.filter(pk__in=digests).values_list("digest", "size"))
    rows = [
        Upload(
            person_id=person_id,
            digest=digest,
            size=sizes[digest],
            state=COMPLETE,
            begun_at=write.at,
            completed_at=write.at,
        )
        for digest in dict.fromkeys(digests)
    ]
    Upload.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        tell_owners(write, person_id, row.digest)
