"""The running system: command line, channels, casework, storage, desk, NLU components."""
