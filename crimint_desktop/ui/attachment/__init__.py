"""Looking at a file beside a report: its pages as pictures, their words to be read and heard, and marked copies."""
