"""What participants think of a session or a training, kept without their names.

Owns: Survey and its polymorphic questions, SurveyRound (a survey asked about one session or
training), Receipt (who has answered), Envelope and Response (what was said).
Between receipts and answers there is no key, no common transaction and no common order; see
``docs/decisions/`` on anonymous feedback.
May import: assessments, sessions, courses and what lies below.
Verbs: ``open_rounds``, ``retime_rounds``, ``submit_response``, ``open_envelopes``.
"""
