"""What was told while somebody was busy with something else, to be read when it suits."""
