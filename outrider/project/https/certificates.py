"""The authority and its one certificate: made together, kept while they fit the machine's addresses."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Phones refuse longer ones.
LIFE = timedelta(days=397)
# Made anew before it ends while somebody could still be on the way with it.
LAST = timedelta(days=14)
_NOWHERE = ("192.0.2.1", 9)  # reserved for documentation: nothing is ever sent there


@dataclass(frozen=True)
class Files:
    """Where they lie; ``new`` when phones have to install the authority (again)."""

    authority: Path
    certificate: Path
    key: Path
    names: tuple[str, ...]
    new: bool


def own_names() -> list[str]:
    """How phones in the same network find this machine: its address there, then its name, then itself."""
    names = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
            names.append(probe.getsockname()[0])
        except OSError:
            pass  # no network at all
    host = socket.gethostname().lower().removesuffix(".local")
    if host and host.replace("-", "").isalnum() and host != "localhost":
        names.append(f"{host}.local")
    names += ["localhost", "127.0.0.1"]
    return list(dict.fromkeys(names))


def prepare(folder: Path, names: Sequence[str]) -> Files:
    """The certificate for these names: the present one while it fits and lasts, else a new one."""
    known, now = folder / "names.json", datetime.now(UTC)
    files = (folder / "authority.crt", folder / "server.crt", folder / "server.key")
    if known.exists() and all(file.exists() for file in files):
        said = json.loads(known.read_text())
        if set(names) <= set(said["names"]) and datetime.fromisoformat(said["until"]) - now > LAST:
            return Files(*files, tuple(names), new=False)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, certificate, key = make(names, now)
    for file, data in zip(files, (authority, certificate + authority, key), strict=True):
        _write(file, data)
    known.write_text(json.dumps({"names": list(names), "until": (now + LIFE).isoformat()}))
    return Files(*files, tuple(names), new=True)


def _write(file: Path, data: bytes) -> None:
    """For this user alone, and whole."""
    beside = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
    beside.replace(file)


def make(names: Sequence[str], now: datetime) -> tuple[bytes, bytes, bytes]:
    """An authority that may speak for these names only, a certificate signed by it, the certificate's key (PEM).

    The authority's own key never leaves this function.
    """
    issuer_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Outrider"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Outrider {names[0]} {now:%Y-%m-%d}"),
    ])  # fmt: skip
    identifier = x509.SubjectKeyIdentifier.from_public_key(issuer_key.public_key())
    authority = (
        _begun(issuer, issuer, issuer_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([_subtree(name) for name in names], None), critical=True)
        .add_extension(identifier, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    certificate = (
        _begun(subject, issuer, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    return authority.public_bytes(pem), certificate.public_bytes(pem), private


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    # A phone's clock may be slow.
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(
        now + LIFE - timedelta(days=1)
    )
    return builder.serial_number(x509.random_serial_number())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _subtree(name: str) -> x509.GeneralName:
    """The smallest part of the world that holds this name."""
    try:
        return x509.IPAddress(ipaddress.ip_network(name))
    except ValueError:
        return x509.DNSName(name)
