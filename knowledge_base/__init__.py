"""What the assistant knows: law cards, places, institutions, service items, clocks. Imports neither bot nor actions."""
