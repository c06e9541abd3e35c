"""Certificates: eligibility, issue, PDF, verification."""
