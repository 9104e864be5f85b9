"""What ``make bench`` measures: ratios against floors that are taken in the same run."""
