"""What something costs or is worth: pure calculations that show their working and name their articles."""
