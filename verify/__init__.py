"""Proofs: what a protocol guarantees, what it does not, and at which clause."""
