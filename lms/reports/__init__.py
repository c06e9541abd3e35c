"""Figures by country: what was delivered, to how many, with what result.

Owns: Fact, one row per enrolment of an ended training, refreshed by the clock from the packages
below, rebuildable at any time and equal to its sources by test.
May import: everything below; nothing imports it but the portal and the demo.
Verbs: ``refresh_facts``.
"""
