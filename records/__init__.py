"""The system of record: one record for each call, with its history, its proofs and what staff say."""
