"""How this device stands with the service."""
