"""Trees of DAGs that are right, and faults made in them one at a time: what the audit is measured by."""
