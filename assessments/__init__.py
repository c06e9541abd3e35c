"""Tests: questions, attempts, answers, scoring."""
