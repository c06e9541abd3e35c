from certificates.models.certificate import (
    Certificate,
    Kind,
    RevocationReason,
    Standing,
    Status,
)
from certificates.models.rule import CertificateDesign, CertificateRule
from certificates.models.work import CertificateJob, NumberSeries

__all__ = [
    "Certificate",
    "CertificateDesign",
    "CertificateJob",
    "CertificateRule",
    "Kind",
    "NumberSeries",
    "RevocationReason",
    "Standing",
    "Status",
]
