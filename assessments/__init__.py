"""Tests: what is asked, who answered what, and what it says about learning.

Owns: Assessment, AssessmentLesson (a kind of lesson), Question (polymorphic) and Option, Attempt, Answer.
May import: courses and what lies below it.
Verbs: ``actions`` (start_attempt, save_answer, submit_attempt, close_expired, give_extra_time, revise_question).
Knowledge: ``scoring`` (pure), ``review`` (what may be shown when), ``windows`` (when a test is open), ``results``.
"""
