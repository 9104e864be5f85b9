"""The list of reports, its filters, and the pane that shows the one that was opened."""
