"""Caseloads: what happens to many disputes at once, by discrete-event simulation."""
