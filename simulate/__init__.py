"""Caseloads: what happens to many disputes at once (to come)."""
